// One chosen class: mark, name and a cross; a click or Delete takes it away.
#pragma once

#include <QAbstractButton>

#include <string>

namespace refocus::ui {

class ClassChip : public QAbstractButton
{
    Q_OBJECT

public:
    explicit ClassChip(const std::string &name, QWidget *parent = nullptr);
    const std::string &name() const { return m_name; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {48, 22}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    std::string m_name;
};

} // namespace refocus::ui
