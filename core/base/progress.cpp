#include "base/progress.h"

namespace refocus {

bool goOn(const Progress &progress, const ProgressReport &report)
{
    return !progress || progress(report);
}

} // namespace refocus
