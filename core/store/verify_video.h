// Checks one video's folder; the part of verifyCase() that looks into index.mdb and maps.mdb.
#pragma once

#include "store/case.h"
#include "store/lmdb_txn.h"
#include "store/verify.h"

namespace refocus::store {

// Collects findings and asks the progress now and then. Throws Cancelled.
class Checker
{
public:
    Checker(std::filesystem::path root, VerifyReport &report, const Progress &progress)
        : m_root(std::move(root)), m_report(report), m_progress(progress)
    {}

    void add(const std::filesystem::path &file, std::string what, Severity severity);
    // Runs check and turns an Error into damage of the file; false then.
    bool holds(const std::filesystem::path &file, const std::function<void()> &check);
    // Visits every record of a table; each one that is damaged is a finding of its own.
    void eachRecord(Env &env, int table, const std::function<void(const Record &)> &visit);
    void setShare(double begin, double end, std::string what); // Of the whole progress.

private:
    void tick(double fractionOfShare);

    std::filesystem::path m_root;
    VerifyReport &m_report;
    const Progress &m_progress;
    double m_begin = 0, m_end = 1;
    std::string m_what;
};

void verifyVideo(const std::filesystem::path &folder, Checker &checker);

} // namespace refocus::store
