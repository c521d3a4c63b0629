// Runs the real refocus-cli, without a shell, and takes what it says.
#pragma once

#include <QFloat16> // Complete, or QCOMPARE cannot take JSON.
#include <QProcess>
#include <QStringList>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>

namespace refocus::test {

struct CliResult
{
    bool started = false, ended = false, crashed = false;
    int exitCode = -1;
    QByteArray out, err;
    qint64 ms = 0;

    // The document on standard output; discarded() where it is none.
    nlohmann::json json() const;
    // Everything, for the message of a failed test.
    QByteArray text() const;
    // It ended by itself with this code.
    bool left(int code) const { return ended && !crashed && exitCode == code; }
    // One line of standard error is a sentence of the program that has this word in it.
    bool says(const std::string &word) const;
    // It ended by itself: with 0, or with 1 and a sentence.
    bool decent() const;
};

using InChild = std::function<void()>; // Runs between fork and exec: only plain system calls.

constexpr int kLongestMs = 300'000; // A run that takes longer hangs.

void start(QProcess &process, const QStringList &arguments, const InChild &inChild = {});
CliResult finish(QProcess &process, int longestMs = kLongestMs);
CliResult runCli(const QStringList &arguments, const InChild &inChild = {});

QString text(const std::filesystem::path &path);

} // namespace refocus::test
