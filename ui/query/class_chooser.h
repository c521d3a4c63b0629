// The classes of a question: chips, and a line to type in that offers the rest by name. Down opens
// the list, Enter adds, Backspace in the empty line takes the last one away.
#pragma once

#include "ui/query/class_model.h"

#include <QPointer>
#include <QWidget>

class QFrame;
class QLabel;
class QLineEdit;
class QListView;

namespace refocus::ui {

class FlowLayout;

class ClassChooser : public QWidget
{
    Q_OBJECT

public:
    explicit ClassChooser(QWidget *parent = nullptr);
    ~ClassChooser() override;

    ClassModel &model() { return m_model; }
    void setCaption(const QString &text); // Below the list: what its numbers count.
    const std::vector<std::string> &chosen() const { return m_chosen; }
    void setChosen(const std::vector<std::string> &names); // Says nothing of it.
    void search();                                         // Focus, with the list open.
    QLineEdit *edit() const { return m_edit; }
    QListView *list() const { return m_list; }
    bool isListOpen() const;

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject *object, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    void add(const std::string &name);
    void remove(const std::string &name);
    void rebuild();
    void filter();
    void openList();
    void closeList();
    void step(int rows);
    bool key(int key);

    ClassModel m_model;
    std::vector<std::string> m_chosen;
    FlowLayout *m_flow;
    QLineEdit *m_edit;
    QPointer<QFrame> m_popup; // A child of the window, so that the line keeps the focus.
    QListView *m_list;
    QLabel *m_caption;
};

} // namespace refocus::ui
