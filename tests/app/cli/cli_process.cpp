#include "app/cli/cli_process.h"

#include <QElapsedTimer>

namespace refocus::test {

nlohmann::json CliResult::json() const
{
    return nlohmann::json::parse(out.begin(), out.end(), nullptr, false);
}

QByteArray CliResult::text() const
{
    return QByteArray("exit code ") + QByteArray::number(exitCode) +
           (!started  ? ", did not start"
            : !ended  ? ", did not end"
            : crashed ? ", crashed"
                      : "") +
           "\nstdout: " + out.left(2000) + "\nstderr: " + err.right(2000);
}

bool CliResult::says(const std::string &word) const
{
    for (const QByteArray &line : err.split('\n'))
        if (line.startsWith("refocus-cli: ") && line.contains(word.c_str()))
            return true;
    return false;
}

bool CliResult::decent() const { return left(0) || (left(1) && says("")); }

void start(QProcess &process, const QStringList &arguments, const InChild &inChild)
{
    if (inChild)
        process.setChildProcessModifier(inChild);
    process.start(REFOCUS_CLI, arguments, QIODevice::ReadOnly);
}

CliResult finish(QProcess &process, int longestMs)
{
    QElapsedTimer timer;
    timer.start();
    CliResult result;
    result.started = process.waitForStarted();
    result.ended = result.started &&
                   (process.state() == QProcess::NotRunning || process.waitForFinished(longestMs));
    if (!result.ended) {
        process.kill();
        process.waitForFinished();
    }
    result.ms = timer.elapsed();
    result.crashed = process.exitStatus() == QProcess::CrashExit;
    result.exitCode = process.exitCode();
    result.out = process.readAllStandardOutput();
    result.err = process.readAllStandardError();
    return result;
}

CliResult runCli(const QStringList &arguments, const InChild &inChild)
{
    QProcess process;
    start(process, arguments, inChild);
    return finish(process);
}

QString text(const std::filesystem::path &path) { return QString::fromStdString(path.string()); }

} // namespace refocus::test
