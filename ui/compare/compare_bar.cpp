#include "ui/compare/compare_bar.h"

#include "ui/controls/flow_layout.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>

namespace refocus::ui {

namespace {

using compare::Scope;

// The paper's shallow and deep cut.
constexpr int kShallow = 4, kDeep = 7;

QSpinBox *number(int least, int most, int value, const QString &suffix, const QString &tip)
{
    auto *box = new QSpinBox;
    box->setRange(least, most);
    box->setValue(value);
    box->setSuffix(suffix);
    box->setToolTip(tip);
    box->setAccessibleName(tip);
    return box;
}

QString label(const nn::Splice &splice)
{
    return splice.from == splice.to ? QString::number(splice.from)
                                    : QStringLiteral("%1→%2").arg(splice.from).arg(splice.to);
}

} // namespace

CompareBar::CompareBar(Workbench &workbench, QWidget *parent)
    : QWidget(parent), m_bench(workbench), m_scope(new QComboBox), m_classes(new QLabel),
      m_depths(new QHBoxLayout), m_unretrained(new QCheckBox(tr("un-retrained"))),
      m_patches(number(10, 100'000, 500, tr(" patches"), tr("At most so many patches"))),
      m_runs(number(2, 100, 5, tr(" runs"), tr("Runs of timing"))), m_start(new QPushButton)
{
    auto *line = new FlowLayout(2 * kGrid, this);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_classes);
    m_scope->addItem(tr("this question"), static_cast<int>(Scope::Question));
    m_scope->addItem(tr("everything of the class"), static_cast<int>(Scope::Class));
    m_scope->addItem(tr("the sightings found"), static_cast<int>(Scope::Sightings));
    m_scope->addItem(tr("a random sample"), static_cast<int>(Scope::Sample));
    m_scope->setToolTip(tr("The patches that are shown to each depth"));
    m_scope->setAccessibleName(tr("Compare on"));
    m_scope->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_scope->setMinimumContentsLength(14);
    line->addWidget(m_scope);
    auto *depths = new QWidget;
    depths->setLayout(m_depths);
    m_depths->setContentsMargins(0, 0, 0, 0);
    m_depths->setSpacing(2);
    line->addWidget(depths);
    m_unretrained->setToolTip(
        tr("Each splice also with the query network's own weights, as in the paper's table"));
    line->addWidget(m_unretrained);
    line->addWidget(m_patches);
    line->addWidget(m_runs);
    m_start->setProperty("primary", true);
    line->addWidget(m_start);

    setFocusProxy(m_start);

    connect(m_start, &QPushButton::clicked, this, [this] {
        if (m_bench.comparison.isRunning())
            Q_EMIT cancelRequested();
        else
            Q_EMIT startRequested();
    });
    connect(&m_bench.session, &CaseSession::depthsChanged, this, &CompareBar::showDepths);
    connect(&m_bench.session, &CaseSession::closed, this, &CompareBar::showState);
    connect(&m_bench.query, &QuerySession::draftChanged, this, &CompareBar::showState);
    connect(&m_bench.query, &QuerySession::started, this, &CompareBar::showState);
    connect(&m_bench.query, &QuerySession::finished, this, &CompareBar::showState);
    connect(&m_bench.comparison, &ComparisonSession::started, this, &CompareBar::showState);
    connect(&m_bench.comparison, &ComparisonSession::ended, this, &CompareBar::showState);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &CompareBar::showState);
    showDepths();
}

query::QueryOptions CompareBar::question() const
{
    return m_bench.query.hasRun() ? m_bench.query.asked() : m_bench.query.draft();
}

compare::CompareOptions CompareBar::options() const
{
    compare::CompareOptions options;
    options.subjects.scope = static_cast<Scope>(m_scope->currentData().toInt());
    options.subjects.question = question();
    options.subjects.most = static_cast<std::size_t>(m_patches->value());
    options.runs = m_runs->value();
    for (const SightingItem &item : m_bench.sightings.items())
        if (item.isAnswer())
            options.subjects.sightings.push_back(item.patch());
    options.depths.push_back({});
    for (const auto &[depth, button] : m_buttons) {
        if (!button->isChecked())
            continue;
        if (m_unretrained->isChecked())
            options.depths.push_back({depth, false});
        options.depths.push_back({depth, true});
    }
    return options;
}

QString CompareBar::whyNot() const
{
    const auto indexed = [](const SourceInfo &source) { return source.indexed; };
    if (std::ranges::none_of(m_bench.session.sources(), indexed))
        return tr("Nothing has been indexed yet. Add footage, then compare depths on it.");
    if (question().classes.empty())
        return tr("Ask for a class first (/): the comparison is about its sightings.");
    if (m_scope->currentData().toInt() == static_cast<int>(Scope::Sightings) &&
        m_bench.sightings.answered() == 0)
        return tr("The question has found no sightings to compare on.");
    return {};
}

void CompareBar::choosePaperTable()
{
    for (const auto &[depth, button] : m_buttons)
        button->setChecked(depth->from == depth->to &&
                           (depth->from == kShallow || depth->from == kDeep));
    m_unretrained->setChecked(true);
}

// Keeps what is checked; at first all from the paper's shallow cut on.
void CompareBar::showDepths()
{
    std::vector<compare::Depth> depths;
    for (const DepthInfo &depth : m_bench.session.depths())
        if (depth.reuse.kind == query::Reuse::Kind::Splice)
            depths.emplace_back(depth.reuse.splice);
    if (std::ranges::equal(depths, m_buttons, {}, {}, &decltype(m_buttons)::value_type::first) &&
        !m_buttons.empty()) {
        showState();
        return;
    }
    m_buttons.clear();
    while (QLayoutItem *item = m_depths->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const compare::Depth &depth : depths) {
        auto *button = new QToolButton;
        button->setText(label(*depth));
        button->setCheckable(true);
        button->setChecked(depth->from >= kShallow);
        button->setMinimumWidth(32);
        const QString name =
            tr("Reuse after %1 blocks, entering at %2").arg(depth->from).arg(depth->to);
        button->setToolTip(name);
        button->setAccessibleName(name);
        m_depths->addWidget(button);
        m_buttons.emplace_back(depth, button);
    }
    showState();
}

void CompareBar::showState()
{
    QStringList classes;
    for (const std::string &name : question().classes)
        classes << QString::fromStdString(name);
    m_classes->setText(classes.isEmpty()
                           ? tr("Compare on")
                           : tr("Compare %1 on").arg(classes.join(QStringLiteral(", "))));
    const bool runs = m_bench.comparison.isRunning();
    const QString reason = whyNot();
    m_start->setText(runs ? tr("Cancel") : tr("Compare"));
    m_start->setEnabled(runs || reason.isEmpty());
    m_start->setToolTip(runs               ? tr("Stops; what has been measured stays (Esc)")
                        : reason.isEmpty() ? tr("Ctrl+Enter")
                                           : reason);
}

} // namespace refocus::ui
