// The sources of the case and the files that wait to become some, as rows for a view: what
// CaseSession knows merged with what IngestQueue does. GUI thread only.
#pragma once

#include "ui/state/ingest_queue.h"

#include <QAbstractListModel>
#include <QImage>

#include <map>

namespace refocus::ui {

struct SourceRow
{
    enum class State {
        Added,     // In the case, nothing indexed, not waiting.
        Queued,    // Waits for its turn.
        Ingesting, //
        Paused,    //
        Stopped,   // Indexed in part and not waiting.
        Elsewhere, // Another program indexes it.
        Done,      //
        Failed,    // `detail` says why.
        Offline    // No file at its path.
    };
    std::string video;          // Empty until it is a source of the case.
    std::filesystem::path path; // Of the file.
    QString name;
    State state = State::Added;
    QString detail;      // How it stands, in a few words, or the sentence.
    double fraction = 0; // While ingesting or paused.
    bool indexed = false;
    Timestamp duration{0}; // Of the file where known, else of what is indexed.
    int width = 0, height = 0;
    std::vector<ClassTotal> classes; // Most patches first.
    friend bool operator==(const SourceRow &, const SourceRow &) = default;
};

class SourceModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        VideoRole = Qt::UserRole, // QString, empty until it is a source
        PathRole,                 // QString
        StateRole,                // int, SourceRow::State
        DetailRole,               // QString
        FractionRole              // double, 0 to 1
    };

    SourceModel(CaseSession &session, IngestQueue &queue, QObject *parent = nullptr);

    const std::vector<SourceRow> &rows() const { return m_rows; }
    const SourceRow &row(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    int rowOfVideo(std::string_view video) const;               // -1: none.
    int rowOfPath(const std::filesystem::path &path) const;     // -1: none.
    const QImage *picture(const std::filesystem::path &) const; // Null while there is none.

    // What was seen of a file, before or without its index.
    struct FileLook
    {
        QImage picture; // Small, may be null.
        int width = 0, height = 0;
        Timestamp duration{0};
    };
    bool hasLook(const std::filesystem::path &path) const { return m_looks.contains(path); }
    void setLook(const std::filesystem::path &path, FileLook look);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    std::vector<SourceRow> merged() const;
    SourceRow rowOf(const SourceInfo &source, const IngestItem *item) const;
    SourceRow rowOf(const IngestItem &item) const;
    void complete(SourceRow &row) const; // With what was seen of the file.
    void update();
    void updateProgress(int item);

    CaseSession &m_session;
    IngestQueue &m_queue;
    std::vector<SourceRow> m_rows;
    std::map<std::filesystem::path, FileLook> m_looks;
};

} // namespace refocus::ui
