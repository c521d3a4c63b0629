#include "store/default_model.h"

#include "base/error.h"

#include <nlohmann/json.hpp>

namespace refocus::store {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr auto kKind = "setting";
constexpr auto kName = "model";

fs::path cleaned(const fs::path &path) { return fs::absolute(path).lexically_normal(); }

} // namespace

std::optional<DefaultModel> defaultModel(const Case &of)
{
    const auto text = of.value(kKind, kName);
    if (!text)
        return {};
    try {
        const json value = json::parse(*text);
        const fs::path folder = value.at("path").get<std::string>();
        return DefaultModel{folder.is_absolute() ? folder : cleaned(of.folder()) / folder,
                            value.at("name"), value.at("hash")};
    } catch (const json::exception &) {
        throw Error(of.folder(), "its default model pack is not described as it should be; choose "
                                 "one with `refocus-cli model use`");
    }
}

void setDefaultModel(Case &of, const std::optional<DefaultModel> &model)
{
    if (!model) {
        of.eraseValue(kKind, kName);
        return;
    }
    const fs::path folder = cleaned(model->folder);
    const fs::path inside = folder.lexically_relative(cleaned(of.folder()));
    const bool outside = inside.empty() || *inside.begin() == "..";
    const json value{{"path", (outside ? folder : inside).string()},
                     {"name", model->name},
                     {"hash", model->hash}};
    of.putValue(kKind, kName, value.dump(-1, ' ', false, json::error_handler_t::replace));
}

} // namespace refocus::store
