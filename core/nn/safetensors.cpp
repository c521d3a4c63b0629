#include "nn/safetensors.h"

#include "base/error.h"

#include <nlohmann/json.hpp>

#include <cstring>
#include <fstream>
#include <optional>

namespace refocus::nn {

using nlohmann::json;

namespace {

constexpr std::uint64_t kLargestHeader = 100'000'000; // As the reference implementation has it.

struct TypeName
{
    const char *name;
    torch::ScalarType type;
};
constexpr TypeName kTypes[] = {{"F64", torch::kDouble}, {"F32", torch::kFloat},
                               {"F16", torch::kHalf},   {"BF16", torch::kBFloat16},
                               {"I64", torch::kLong},   {"I32", torch::kInt},
                               {"U8", torch::kByte},    {"I8", torch::kChar}};

std::optional<torch::ScalarType> typeNamed(const std::string &name)
{
    for (const TypeName &entry : kTypes)
        if (name == entry.name)
            return entry.type;
    return {};
}

const char *nameOf(torch::ScalarType type)
{
    for (const TypeName &entry : kTypes)
        if (entry.type == type)
            return entry.name;
    throw Error("safetensors: a tensor type that the format does not know");
}

// The bytes that a tensor of this shape takes, or none where the product overflows.
std::optional<std::uint64_t> byteCount(const std::vector<std::int64_t> &shape,
                                       std::uint64_t element)
{
    std::uint64_t bytes = element;
    for (const std::int64_t side : shape)
        if (side < 0 || __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(side), &bytes))
            return {};
    return bytes;
}

torch::Tensor readTensor(std::ifstream &in, const std::filesystem::path &file,
                         const std::string &name, const json &entry, std::uint64_t dataBegin,
                         std::uint64_t dataSize)
{
    const auto fail = [&](const char *fault) {
        return Error(file, "tensor " + name + ' ' + fault);
    };
    const auto type = typeNamed(entry.at("dtype").get<std::string>());
    if (!type)
        throw fail("has a type that is not supported");
    const auto shape = entry.at("shape").get<std::vector<std::int64_t>>();
    const auto offsets = entry.at("data_offsets").get<std::vector<std::uint64_t>>();
    if (shape.size() > 8 || offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > dataSize)
        throw fail("lies outside the file");
    if (byteCount(shape, torch::elementSize(*type)) != offsets[1] - offsets[0])
        throw fail("has a shape that does not match its size");
    torch::Tensor tensor = torch::empty(shape, *type);
    in.seekg(static_cast<std::streamoff>(dataBegin + offsets[0]));
    in.read(static_cast<char *>(tensor.data_ptr()),
            static_cast<std::streamsize>(offsets[1] - offsets[0]));
    if (!in)
        throw fail("could not be read");
    return tensor;
}

} // namespace

TensorMap readSafetensors(const std::filesystem::path &file)
{
    std::error_code status;
    const std::uint64_t size = std::filesystem::file_size(file, status);
    std::ifstream in(file, std::ios::binary);
    if (status || !in)
        throw Error(file, "could not be opened");
    unsigned char length[8];
    if (size < 8 || !in.read(reinterpret_cast<char *>(length), 8))
        throw Error(file, "is too short for a safetensors file");
    std::uint64_t headerSize = 0;
    for (int i = 7; i >= 0; --i)
        headerSize = headerSize << 8 | length[i];
    if (headerSize > kLargestHeader || headerSize > size - 8)
        throw Error(file, "the header claims " + std::to_string(headerSize) +
                              " bytes, the file has " + std::to_string(size));
    std::string text(headerSize, '\0');
    if (!in.read(text.data(), static_cast<std::streamsize>(headerSize)))
        throw Error(file, "the header could not be read");

    TensorMap tensors;
    try {
        const json header = json::parse(text);
        for (const auto &[name, entry] : header.items())
            if (name != "__metadata__")
                tensors[name] =
                    readTensor(in, file, name, entry, 8 + headerSize, size - 8 - headerSize);
    } catch (const json::exception &) {
        throw Error(file, "the header is not valid safetensors JSON");
    }
    return tensors;
}

void writeSafetensors(const std::filesystem::path &file, const TensorMap &tensors,
                      const std::map<std::string, std::string> &metadata)
{
    json header = json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    std::uint64_t offset = 0;
    for (const auto &[name, tensor] : tensors) {
        header[name] = {{"dtype", nameOf(tensor.scalar_type())},
                        {"shape", tensor.sizes().vec()},
                        {"data_offsets", {offset, offset + tensor.nbytes()}}};
        offset += tensor.nbytes();
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');

    auto temporary = file;
    temporary += ".part";
    std::ofstream out(temporary, std::ios::binary);
    for (std::size_t i = 0; i < 8; ++i)
        out.put(static_cast<char>(text.size() >> (8 * i)));
    out << text;
    for (const auto &item : tensors) {
        const torch::Tensor whole = item.second.detach().cpu().contiguous();
        out.write(static_cast<const char *>(whole.data_ptr()),
                  static_cast<std::streamsize>(whole.nbytes()));
    }
    out.close();
    std::error_code status;
    if (out)
        std::filesystem::rename(temporary, file, status);
    if (!out || status) {
        std::filesystem::remove(temporary, status);
        throw Error(file, "could not be written");
    }
}

} // namespace refocus::nn
