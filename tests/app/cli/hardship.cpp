#include "app/cli/hardship.h"

#include <linux/capability.h>
#include <sched.h>
#include <string>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace refocus::test {

void obeyPermissions()
{
    if (geteuid() != 0)
        return;
    prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0);
    prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0);
}

bool canObeyPermissions()
{
    if (geteuid() != 0)
        return true;
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3]{};
    return syscall(SYS_capget, &header, data) == 0 &&
           data[CAP_TO_INDEX(CAP_SETPCAP)].effective & CAP_TO_MASK(CAP_SETPCAP);
}

void limitFileSize(std::size_t bytes)
{
    const rlimit limit{bytes, bytes};
    setrlimit(RLIMIT_FSIZE, &limit);
}

SmallDisk::SmallDisk(const std::filesystem::path &folder, std::size_t bytes) : m_folder(folder)
{
    std::filesystem::create_directories(folder);
    const std::string size = "size=" + std::to_string(bytes);
    static const bool own =
        unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    m_mounted = own && mount("none", folder.c_str(), "tmpfs", 0, size.c_str()) == 0;
}

SmallDisk::~SmallDisk()
{
    if (m_mounted)
        umount2(m_folder.c_str(), MNT_DETACH);
}

void SmallDisk::grow(std::size_t bytes)
{
    const std::string size = "size=" + std::to_string(bytes);
    mount("none", m_folder.c_str(), "tmpfs", MS_REMOUNT, size.c_str());
}

} // namespace refocus::test
