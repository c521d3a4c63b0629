// Where one types a time to go to, with what it means shown while typing. GUI thread only.
#pragma once

#include "ui/player/go_to.h"

#include <QFrame>

#include <functional>

class QLabel;
class QLineEdit;

namespace refocus::ui {

class GoToPopup : public QFrame
{
    Q_OBJECT

public:
    using Parse = std::function<std::variant<GoToTarget, QString>(const QString &)>;
    using Explain = std::function<QString(const GoToTarget &)>;
    GoToPopup(Parse parse, Explain explain, QWidget *parent = nullptr);

    void open(const QString &text, QPoint globalBottomLeft); // The text is selected.
    QLineEdit *edit() const { return m_edit; }

Q_SIGNALS:
    void chosen(const refocus::ui::GoToTarget &target);

private:
    void textChanged();
    void enter();

    Parse m_parse;
    Explain m_explain;
    QLineEdit *m_edit;
    QLabel *m_meaning;
};

} // namespace refocus::ui
