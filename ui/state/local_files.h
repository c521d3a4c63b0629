// Files that were dropped or chosen. Pure functions.
#pragma once

#include <QStringList>

#include <filesystem>
#include <vector>

class QMimeData;

namespace refocus::ui {

QStringList localFiles(const QMimeData &dropped); // Folders too; what is elsewhere is left out.
std::vector<std::filesystem::path> pathsOf(const QStringList &files);

} // namespace refocus::ui
