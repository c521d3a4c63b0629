#include "ui/state/local_files.h"

#include <QMimeData>
#include <QUrl>

namespace refocus::ui {

QStringList localFiles(const QMimeData &dropped)
{
    QStringList files;
    for (const QUrl &url : dropped.urls())
        if (url.isLocalFile())
            files << url.toLocalFile();
    return files;
}

std::vector<std::filesystem::path> pathsOf(const QStringList &files)
{
    std::vector<std::filesystem::path> paths;
    for (const QString &file : files)
        paths.emplace_back(file.toStdString());
    return paths;
}

} // namespace refocus::ui
