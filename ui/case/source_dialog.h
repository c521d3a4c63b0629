// Name and clock of one source.
#pragma once

#include "ui/engine/engine.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace refocus::ui {

class SourceDialog : public QDialog
{
    Q_OBJECT

public:
    SourceDialog(const SourceInfo &source, bool writable, QWidget *parent = nullptr);

    store::SourceRecord record() const; // As edited.

private:
    void showResult();
    QByteArray zoneId() const; // Empty for none.
    bool zoneIsKnown() const;  // Or none is given.
    std::optional<std::int64_t> start() const;

    SourceInfo m_source;
    QLineEdit *m_name;
    QCheckBox *m_known;
    QDateTimeEdit *m_start;
    QComboBox *m_zone;
    QDoubleSpinBox *m_offset;
    QLabel *m_result;
    QPushButton *m_save;
};

} // namespace refocus::ui
