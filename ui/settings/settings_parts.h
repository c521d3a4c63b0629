// What the pages of the settings are made of. GUI thread only.
#pragma once

#include <QLabel>
#include <QVBoxLayout>
#include <QWidget>

namespace refocus::ui {

// A page with its title on top; rows are added to the layout.
class SettingsPage : public QWidget
{
    Q_OBJECT

public:
    SettingsPage(const QString &title, const QString &about, QWidget *parent);

    QVBoxLayout *rows() const { return m_rows; }
    void addSection(const QString &title);
    // A control with its name before it and, where not empty, what it does below.
    void addRow(const QString &name, QWidget *control, const QString &note = {});

private:
    QVBoxLayout *m_rows;
};

QLabel *mutedLabel(const QString &text, QWidget *parent); // Wraps.

// Settings of the engine count from the next time that the case is opened: the sentence, and a
// button that does it now.
class ReopenNote : public QWidget
{
    Q_OBJECT

public:
    explicit ReopenNote(QWidget *parent);

Q_SIGNALS:
    void reopen();
};

} // namespace refocus::ui
