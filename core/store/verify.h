// Checks a case from the pages of its files up to the references between records. Any thread.
#pragma once

#include "base/progress.h"

#include <filesystem>
#include <string>
#include <vector>

namespace refocus::store {

enum class Severity { Note, Warning, Damage };

struct Finding
{
    std::filesystem::path file; // Relative to the case's folder.
    std::string what;           // A sentence.
    Severity severity = Severity::Damage;
};

struct VerifyReport
{
    std::vector<Finding> findings;
    std::uint64_t filesChecked = 0, recordsChecked = 0;
    bool sound() const; // No finding is Damage.
};

// Reads everything and changes nothing. Requires: no ingest writes meanwhile. Damage is a finding,
// not an Error; Error is for a folder that is not there, Cancelled for a progress that said stop.
VerifyReport verifyCase(const std::filesystem::path &caseFolder, const Progress &progress = {});

} // namespace refocus::store
