#include "app/cli/workplace.h"

#include "support/random_pack.h"
#include "support/street.h"

namespace refocus::test {

Workplace::Workplace() { writeRandomPack(pack()); }

std::filesystem::path Workplace::writeStreet(const std::string &name, int frames) const
{
    writeClip(m_folder / name, streetClip(frames));
    return m_folder / name;
}

QStringList Workplace::ingestLine(const std::string &caseName, const QStringList &videos) const
{
    return QStringList{"ingest",      "--json",     "--case",    text(m_folder / caseName),
                       "--model",     text(pack()), "--device",  "cpu",
                       "--precision", "fp32",       "--threads", "1"} +
           videos;
}

CliResult Workplace::ingest(const std::string &caseName, const QStringList &videos,
                            const InChild &inChild) const
{
    return runCli(ingestLine(caseName, videos), inChild);
}

CliResult Workplace::ask(const std::string &command, const std::string &caseName) const
{
    return runCli({QString::fromStdString(command), "--json", "--case", text(m_folder / caseName)});
}

CliResult Workplace::queryAll(const std::string &caseName, const QStringList &more) const
{
    QStringList arguments{"query",     "--json",     "--case",      text(m_folder / caseName),
                          "--model",   text(pack()), "--class",     allClasses(),
                          "--device",  "cpu",        "--precision", "fp32",
                          "--threads", "1"};
    if (!more.contains("--reuse"))
        arguments += kDepth;
    return runCli(arguments + more);
}

QByteArray Workplace::differsFrom(const nlohmann::json &patches, const std::string &caseName) const
{
    const CliResult sound = ask("verify", caseName);
    if (!sound.left(0))
        return "verify: " + sound.text();
    const CliResult mine = ask("patches", caseName);
    if (!mine.left(0))
        return "patches: " + mine.text();
    return mine.json() == patches ? "" : "the patches are not the same: " + mine.out.left(2000);
}

} // namespace refocus::test
