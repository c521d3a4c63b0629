// The choices of an export. Shows them and says what was chosen; it looks at no disk.
#pragma once

#include "ui/export/export_estimate.h"
#include "ui/export/out_place.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QRadioButton;

namespace refocus::ui {

// What there is to take away.
struct ExportMaterial
{
    std::vector<query::Sighting> chosen, all; // See exportable().
    std::optional<evidence::ClipSpan> span;   // In to out.
    QString spanSource;                       // Its name, for people.
    std::vector<std::string> offline;         // Videos whose file is not there.
};

class ExportForm : public QWidget
{
    Q_OBJECT

public:
    explicit ExportForm(ExportMaterial material, QWidget *parent = nullptr);

    // As chosen; with a stretch, those seen in it.
    std::vector<query::Sighting> sightings() const;
    // Plan, mode, burn-in, report and folder; the question is the caller's to add.
    evidence::ExportOptions options() const;
    bool wantsPdf() const;
    std::filesystem::path folder() const;
    bool hasAnything() const; // Something would be exported.

    void setChosen(std::vector<query::Sighting> sightings); // And chooses them.
    void setFolder(const std::filesystem::path &folder);
    void setPlace(const OutPlace &place);
    void setEstimate(const std::optional<ExportEstimate> &estimate); // None: being made.
    void setFault(const QString &sentence); // Why there is no estimate; until the next one.
    void keep() const;                      // The choices, for the next time.

Q_SIGNALS:
    void changed(); // Anything that the estimate depends on.
    void folderChanged();

private:
    void build();
    void restore();
    void updateTexts();
    std::vector<query::Sighting> material() const;
    int rejectedCount(const std::vector<query::Sighting> &from) const;

    ExportMaterial m_material;
    std::optional<ExportEstimate> m_estimate;
    std::optional<OutPlace> m_place;
    QString m_fault;
    QRadioButton *m_chosen = nullptr, *m_all = nullptr, *m_span = nullptr;
    QRadioButton *m_copy = nullptr, *m_exact = nullptr;
    QCheckBox *m_rejected = nullptr, *m_burnIn = nullptr, *m_html = nullptr, *m_pdf = nullptr;
    QComboBox *m_join = nullptr;
    QDoubleSpinBox *m_pad = nullptr, *m_gap = nullptr;
    QLineEdit *m_folder = nullptr;
    QLabel *m_whatNote = nullptr, *m_copyNote = nullptr, *m_placeIcon = nullptr,
           *m_placeNote = nullptr, *m_summary = nullptr, *m_summaryIcon = nullptr,
           *m_summaryNote = nullptr, *m_joinNote = nullptr;
};

} // namespace refocus::ui
