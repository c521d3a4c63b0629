#include "ui/engine/engine.h"

namespace refocus::ui {

std::string SourceInfo::name() const
{
    if (!record.name.empty())
        return record.name;
    return std::filesystem::path(record.path).stem().string();
}

} // namespace refocus::ui
