// Saved questions and history: Enter or a double click asks again, F2 renames, Delete takes away.
#pragma once

#include "ui/query/question_book.h"

#include <QWidget>

class QListView;
class QPushButton;
class QToolButton;

namespace refocus::ui {

class QuestionList : public QWidget
{
    Q_OBJECT

public:
    explicit QuestionList(QuestionBook &book, QWidget *parent = nullptr);
    QListView *view() const { return m_view; }
    void edit(int row); // Its name.

Q_SIGNALS:
    void chosen(int row); // To be asked again.

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void update();
    void remove();
    void menu(const QPoint &position);
    int row() const; // -1: none.

    QuestionBook &m_book;
    QListView *m_view;
    QToolButton *m_run, *m_rename, *m_remove;
    QPushButton *m_restore;
    QWidget *m_empty;
};

} // namespace refocus::ui
