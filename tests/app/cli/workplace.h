// A temporary folder with a model pack of random weights, and the commands that tests repeat.
#pragma once

#include "app/cli/cli_process.h"
#include "support/test_clips.h"

namespace refocus::test {

class Workplace
{
public:
    Workplace(); // Writes the pack.

    std::filesystem::path operator/(const std::string &name) const { return m_folder / name; }
    std::filesystem::path pack() const { return m_folder / "pack"; }

    // streetClip()
    std::filesystem::path writeStreet(const std::string &name, int frames = 120) const;

    // `ingest --json`, single-threaded in fp32, so that every run gives the same index.
    QStringList ingestLine(const std::string &caseName, const QStringList &videos) const;
    CliResult ingest(const std::string &caseName, const QStringList &videos,
                     const InChild &inChild = {}) const;
    // A command on a case with --json: "patches", "verify", "classes", "info".
    CliResult ask(const std::string &command, const std::string &caseName) const;
    // `query --json` for every class of the pack; at kDepth unless `more` says another.
    CliResult queryAll(const std::string &caseName, const QStringList &more = {}) const;

    // "" where the case is sound and holds these patches; else what is wrong.
    QByteArray differsFrom(const nlohmann::json &patches, const std::string &caseName) const;

    // Its networks are random and were never measured, so that `auto` would take none.
    inline static const QStringList kDepth{"--reuse", "7"};
    static QString allClasses() { return "background,bus,car,person,truck"; }

private:
    TempFolder m_folder;
};

} // namespace refocus::test
