// The sources of the case: adding, ingest, name and clock, removal. What keys should do are slots.
#pragma once

#include "ui/models/source_model.h"
#include "ui/state/workbench.h"

#include <QWidget>

class QAction;
class QLabel;
class QListView;
class QMenu;
class QStackedWidget;
class QToolButton;

namespace refocus::ui {

class SourceActions;
class SourceDelegate;

class SourcesPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SourcesPanel(Workbench &bench, QWidget *parent = nullptr);

    const SourceModel &model() const { return m_model; }
    QListView *view() const { return m_view; }
    QSize sizeHint() const override { return {220, 400}; }

    // Files and folders, as dropped or chosen. Videos that are indexed already are looked at again
    // (they may have changed) or left out.
    enum class Known { LookAgain, LeaveOut };
    void add(const std::vector<std::filesystem::path> &filesAndFolders,
             Known known = Known::LookAgain);
    void askWhere(const std::string &video); // Its file is now.
    // Points the source to its moved file, if that is the same.
    void locate(const std::string &video, const std::filesystem::path &file);

public Q_SLOTS:
    void addFiles();    // Asks for them.
    void addFolder();   // Asks for it.
    void togglePause(); // Of the whole queue.
    void showCurrent(); // In the player, from its begin.
    void editCurrent(); // Name and clock.
    void locateCurrent();
    void cancelCurrent();
    void goOnCurrent();    // One that failed, was stopped or never indexed.
    void reindexCurrent(); // Asks.
    void removeCurrent();  // Asks.

Q_SIGNALS:
    void said(const QString &sentence, bool isError); // For the notifications.

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    QWidget *makeBar();
    QWidget *makeEmpty();
    void makeActions();
    void refresh();
    void updateActions();
    void fillMenu(QMenu *menu);
    void lookAtFiles();
    const SourceRow *current() const; // Null: none.
    void ask(const QString &title, const QString &text, const QString &verb,
             std::function<void()> then);
    void setDropping(bool dropping);

    Workbench &m_bench;
    SourceModel m_model;
    SourceActions *m_actions;
    SourceDelegate *m_delegate;
    QListView *m_view;
    QStackedWidget *m_stack;
    QLabel *m_summary, *m_readOnly, *m_emptyText;
    QToolButton *m_add, *m_pause, *m_more;
    QAction *m_show, *m_edit, *m_locate, *m_cancel, *m_goOn, *m_reindex, *m_remove, *m_copyPath;
    Job m_lookJob;
    std::vector<std::filesystem::path> m_looking;
    bool m_dropping = false;
};

} // namespace refocus::ui
