#include "store/verify.h"

#include "base/error.h"
#include "store/case.h"
#include "store/lmdb_error.h"
#include "store/pack.h"
#include "store/page_walk.h"
#include "store/tables.h"
#include "store/verify_video.h"
#include "store/video_files.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace refocus::store {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kTickEvery = 1024; // Records.
constexpr std::size_t kMostFindings = 1000;

// What case.mdb says, and whether it fits the folders beside it.
void verifyCaseFile(const fs::path &folder, Checker &checker)
{
    const fs::path file = folder / "case.mdb";
    std::shared_ptr<Env> env;
    const bool opened = checker.holds(file, [&] {
        env = Env::open(file, case_table::kNames);
        if (const PageWalk walk = env->walk(); walk.fault)
            throw Error(file, *walk.fault);
        checkFormat(*env, "refocus-case");
    });
    if (!opened)
        return;
    std::set<std::string> ids;
    checker.eachRecord(*env, case_table::Sources, [&](const Record &record) {
        const SourceRecord source = unpackSource(record);
        ids.insert(source.id);
        if (source.state == SourceState::Done &&
            !isThere(folder / "videos" / source.id / video_file::kManifest))
            checker.add(file,
                        "Source " + source.id + " is marked as done, but its video is missing",
                        Severity::Damage);
        std::error_code error;
        const auto size = fs::file_size(source.path, error);
        if (error)
            checker.add(file, "The source file " + source.path + " is not there now",
                        Severity::Note);
        else if (size != source.sizeBytes)
            checker.add(file,
                        "The source file " + source.path +
                            " has another size than when it was "
                            "ingested",
                        Severity::Warning);
    });
    checker.eachRecord(*env, case_table::Reviews, [&](const Record &record) {
        unpackReview(record);
        const std::string id(record.key.begin(), std::ranges::find(record.key, std::uint8_t{0}));
        if (!ids.contains(id) && !isThere(folder / "videos" / id))
            checker.add(file, "A review decision names the video " + id + ", which is not there",
                        Severity::Warning);
    });
    std::uint64_t expected = 1;
    checker.eachRecord(*env, case_table::Audit, [&](const Record &record) {
        const AuditEntry entry = unpackAudit(record);
        if (entry.number != expected)
            checker.add(file,
                        "The audit log lacks entries before number " + std::to_string(entry.number),
                        Severity::Damage);
        expected = entry.number + 1;
    });
    checker.eachRecord(*env, case_table::Values, [&](const Record &record) {
        const auto bytes = unpackBytes(record);
        if (!nlohmann::json::accept(bytes))
            record.fail("is damaged (not JSON)");
    });
}

std::vector<fs::path> videoFolders(const fs::path &folder, Checker &checker)
{
    std::vector<fs::path> result;
    checker.holds(folder / "videos", [&] {
        std::error_code error;
        for (fs::directory_iterator it(folder / "videos", error), end; !error && it != end;
             it.increment(error)) {
            if (isFolder(it->path()))
                result.push_back(it->path());
        }
        if (error)
            throw Error(folder / "videos", "cannot be listed: " + error.message());
    });
    std::ranges::sort(result);
    return result;
}

} // namespace

bool VerifyReport::sound() const
{
    return std::ranges::none_of(findings,
                                [](const Finding &f) { return f.severity == Severity::Damage; });
}

void Checker::add(const fs::path &file, std::string what, Severity severity)
{
    if (m_report.findings.size() < kMostFindings)
        m_report.findings.push_back({file.lexically_relative(m_root), std::move(what), severity});
    else if (m_report.findings.size() == kMostFindings)
        m_report.findings.push_back({{}, "There are more findings than these", Severity::Damage});
}

bool Checker::holds(const fs::path &file, const std::function<void()> &check)
{
    try {
        ++m_report.filesChecked;
        check();
        return true;
    } catch (const Cancelled &) {
        throw;
    } catch (const Error &error) {
        add(file, error.what(), Severity::Damage);
        return false;
    }
}

void Checker::eachRecord(Env &env, int table, const std::function<void(const Record &)> &visit)
{
    std::uint64_t seen = 0;
    const auto count = [&] {
        ++m_report.recordsChecked;
        if (++seen % kTickEvery == 0)
            tick(0.5);
    };
    try {
        env.read([&](Txn &txn) {
            txn.scan(
                table, {}, {},
                [&](const Record &record) {
                    count();
                    visit(record);
                    return true;
                },
                [&](const std::string &what) {
                    count();
                    add(env.file(), what, Severity::Damage);
                    return true;
                });
        });
    } catch (const Cancelled &) {
        throw;
    } catch (const Error &error) {
        add(env.file(), error.what(), Severity::Damage);
    }
    tick(0.5);
}

void Checker::setShare(double begin, double end, std::string what)
{
    m_begin = begin;
    m_end = end;
    m_what = std::move(what);
    tick(0);
}

void Checker::tick(double fractionOfShare)
{
    if (!goOn(m_progress, {m_begin + fractionOfShare * (m_end - m_begin), m_what}))
        throw Cancelled();
}

VerifyReport verifyCase(const fs::path &caseFolder, const Progress &progress)
{
    if (!isFolder(caseFolder))
        throw Error(caseFolder, "there is no such case");
    if (Case::isFree(caseFolder))
        throw Error(caseFolder, "is not a case yet: nothing is in it");
    VerifyReport report;
    Checker checker(caseFolder, report, progress);
    const auto videos = videoFolders(caseFolder, checker);
    const auto parts = static_cast<double>(videos.size() + 1);
    checker.setShare(0, 1 / parts, "case.mdb");
    verifyCaseFile(caseFolder, checker);
    for (std::size_t i = 0; i < videos.size(); ++i) {
        const auto part = static_cast<double>(i + 1);
        checker.setShare(part / parts, (part + 1) / parts, videos[i].filename().string());
        verifyVideo(videos[i], checker);
    }
    return report;
}

} // namespace refocus::store
