// What the window shows while no case is open: recent cases and the ways to begin.
#pragma once

#include "ui/case/recent_cases.h"
#include "ui/jobs/job.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace refocus::ui {

class RecentView;

class StartPage : public QWidget
{
    Q_OBJECT

public:
    explicit StartPage(QWidget *parent = nullptr, RecentCases recent = RecentCases());

    RecentView *recentView() const { return m_view; }
    // While something is being made ready ("Rendering the demo", 0.4; a negative share is not
    // shown) or, empty, nothing is.
    void setBusy(const QString &text, double fraction = -1);

public Q_SLOTS:
    void reload();     // The recent cases; also at every showing.
    void chooseCase(); // Asks for a folder.

Q_SIGNALS:
    void openCase(const QString &folder);
    void newCase();
    void openDemo();
    void videosDropped(const QStringList &filesAndFolders);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeBeginning();
    QWidget *makeRecent();
    void colour();

    RecentCases m_recent;
    RecentView *m_view;
    QStackedWidget *m_stack;
    QLabel *m_title, *m_tagline, *m_demoHint, *m_dropHint, *m_nothing;
    QPushButton *m_new, *m_open, *m_demo;
    Job m_job;
    bool m_dropping = false;
};

} // namespace refocus::ui
