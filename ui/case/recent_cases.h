// The cases that were open on this computer, newest first, in the settings; their thumbnails as
// PNG files beside these. Any thread, one at a time.
#pragma once

#include <QDateTime>
#include <QImage>
#include <QString>

#include <vector>

namespace refocus::ui {

struct RecentCase
{
    QString folder;
    QDateTime used;
    int sources = -1;     // Negative: not known.
    QString name() const; // The folder's, without ".case".
    friend bool operator==(const RecentCase &, const RecentCase &) = default;
};

class RecentCases
{
public:
    // The program's settings, or those in a file.
    explicit RecentCases(QString settingsFile = {}) : m_file(std::move(settingsFile)) {}

    std::vector<RecentCase> list() const;
    QImage thumbnail(const QString &folder) const; // Null where there is none.

    void touch(const QString &folder); // Used now.
    // As touch(), with a picture of it (kept as it was where null) and its number of sources.
    void remember(const QString &folder, const QImage &thumbnail, int sources = -1);
    void keepThumbnail(const QString &folder, const QImage &picture) const; // Scales and writes it.
    void remove(const QString &folder); // From the list; the case stays.

    static constexpr int kMost = 12;

private:
    void write(const std::vector<RecentCase> &cases);
    QString thumbnailFile(const QString &folder) const;

    QString m_file;
};

} // namespace refocus::ui
