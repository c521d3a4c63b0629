#include "demo/demo_video.h"

#include "ui/engine/case_engine.h"

namespace refocus::ui {

void renderDemo(const std::filesystem::path &file, const Progress &progress)
{
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored))
        return;
    std::filesystem::create_directories(file.parent_path());
    demo::writeVideo(demo::Scene(), file, progress);
}

} // namespace refocus::ui
