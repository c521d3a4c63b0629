// The error after which writing more to the same place is in vain.
#pragma once

#include "base/error.h"

namespace refocus {

class DiskFull : public Error
{
public:
    using Error::Error;
};

} // namespace refocus
