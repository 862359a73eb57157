// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/parameter_form.h"

#include "models/compare/json_problem.h"
#include "ui/compare/kind_fields_form.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QDoubleValidator>
#include <QFormLayout>
#include <QIntValidator>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QRegularExpressionValidator>
#include <QSpinBox>

#include <limits>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int longestTimeoutSeconds = 3600;
constexpr int extraHeight = 62;

template <typename Number> QString shown(const std::optional<Number> &value)
{
    return value ? QString::number(*value) : QString();
}

std::optional<double> real(const QLineEdit *field)
{
    bool fits = false;
    const double value = field->text().toDouble(&fits);
    return fits ? std::optional<double>(value) : std::nullopt;
}

std::optional<qint64> whole(const QLineEdit *field)
{
    bool fits = false;
    const qint64 value = field->text().toLongLong(&fits);
    return fits ? std::optional<qint64>(value) : std::nullopt;
}

QValidator *realValidator(double most, QObject *parent)
{
    auto *validator = new QDoubleValidator(0, most, 4, parent);
    validator->setLocale(QLocale::c());
    validator->setNotation(QDoubleValidator::StandardNotation);
    return validator;
}

QValidator *wholeValidator(QObject *parent)
{
    return new QRegularExpressionValidator(QRegularExpression(u"\\d{0,18}"_s), parent);
}

} // namespace

ParameterForm::ParameterForm(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_form(new QFormLayout(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(8);
    m_form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    createFields();
    createFurtherFields();
    setParameters({});
}

void ParameterForm::addRow(const QString &text, QWidget *field)
{
    auto *label = new QLabel(text, this);
    setTextStyle(label, m_theme, TypeStep::Body, Role::Muted);
    label->setMinimumWidth(92);
    label->setBuddy(field);
    field->setAccessibleName(text);
    m_form->addRow(label, field);
}

QLineEdit *ParameterForm::addField(const QString &label, QValidator *validator)
{
    auto *field = new QLineEdit(this);
    field->setValidator(validator);
    field->setPlaceholderText(tr("model's own"));
    // As it is typed: Run may be pressed while the field has the focus.
    connect(field, &QLineEdit::textEdited, this, &ParameterForm::commit);
    addRow(label, field);
    return field;
}

void ParameterForm::createFields()
{
    m_temperature = addField(tr("Temperature"), realValidator(2, this));
    m_topP = addField(tr("Top p"), realValidator(1, this));
    m_maxTokens = addField(tr("Max tokens"), wholeValidator(this));
    m_seed = addField(tr("Seed"), wholeValidator(this));
    m_seed->setPlaceholderText(tr("none"));
    m_timeout = new QSpinBox(this);
    m_timeout->setRange(1, longestTimeoutSeconds);
    m_timeout->setSuffix(tr(" s"));
    m_timeout->setKeyboardTracking(false);
    m_timeout->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(m_timeout, &QSpinBox::valueChanged, this, &ParameterForm::commit);
    addRow(tr("Timeout"), m_timeout);
}

void ParameterForm::createFurtherFields()
{
    m_effort = new QComboBox(this);
    m_effort->addItem(tr("model's own"), QString());
    for (const QString &effort : { u"none"_s, u"minimal"_s, u"low"_s, u"medium"_s, u"high"_s, u"xhigh"_s }) {
        m_effort->addItem(effort, effort);
    }
    m_effort->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(m_effort, &QComboBox::activated, this, &ParameterForm::commit);
    addRow(tr("Reasoning"), m_effort);
    m_stop = addField(tr("Stop"), nullptr);
    m_stop->setPlaceholderText(tr("words, separated by |"));
    m_extra = new QPlainTextEdit(this);
    m_extra->setPlaceholderText(tr("{\"top_k\": 5}"));
    m_extra->setFont(m_theme.font(TypeStep::Code));
    m_extra->setTabChangesFocus(true);
    m_extra->setFixedHeight(extraHeight);
    m_extra->installEventFilter(this);
    addRow(tr("More fields"), m_extra);
    m_kindFields = new KindFieldsForm(m_theme, m_form, m_extra);
    connect(m_kindFields, &KindFieldsForm::edited, this, [this](const QString &json) {
        m_extra->setPlainText(json);
        commit();
    });
    m_extraProblem = new QLabel(this);
    setTextStyle(m_extraProblem, m_theme, TypeStep::Meta, Role::Bad);
    m_extraProblem->setWordWrap(true);
    m_extraProblem->hide();
    m_form->addRow(m_extraProblem);
    connect(m_extra, &QPlainTextEdit::textChanged, this, [this] {
        const QString problem = jsonProblem(tr("More fields"), m_extra->toPlainText(), JsonKind::Object);
        m_extraProblem->setText(problem);
        m_extraProblem->setVisible(!problem.isEmpty());
        if (m_extra->hasFocus()) {
            m_kindFields->show(m_extra->toPlainText());
            commit();
        }
    });
}

void ParameterForm::setParameters(const PaneParameters &parameters)
{
    m_parameters = parameters;
    const auto show = [](QLineEdit *field, const QString &text) {
        if (!field->hasFocus() && field->text() != text) {
            field->setText(text);
        }
    };
    show(m_temperature, shown(parameters.temperature));
    show(m_topP, shown(parameters.topP));
    show(m_maxTokens, shown(parameters.maxTokens));
    show(m_seed, shown(parameters.seed));
    show(m_stop, parameters.stop.join(u'|'));
    m_effort->setCurrentIndex(std::max(0, m_effort->findData(parameters.reasoningEffort)));
    const QSignalBlocker blocker(m_timeout);
    m_timeout->setValue(parameters.timeoutSeconds);
    if (!m_extra->hasFocus() && m_extra->toPlainText() != parameters.extraJson) {
        m_extra->setPlainText(parameters.extraJson);
    }
    m_kindFields->show(parameters.extraJson);
}

void ParameterForm::setKind(const QString &kind, const QString &example)
{
    const bool chat = kind.isEmpty();
    const bool writes = chat || kind == u"completions" || kind == u"responses";
    for (QWidget *field : QList<QWidget *> { m_temperature, m_topP, m_maxTokens }) {
        m_form->setRowVisible(field, writes);
    }
    for (QWidget *field : QList<QWidget *> { m_seed, m_effort, m_stop }) {
        m_form->setRowVisible(field, chat);
    }
    m_kindFields->setKind(kind);
    m_extra->setPlaceholderText(example.isEmpty() ? tr("{\"top_k\": 5}") : example);
}

PaneParameters ParameterForm::read() const
{
    PaneParameters parameters;
    parameters.temperature = real(m_temperature);
    parameters.topP = real(m_topP);
    parameters.maxTokens = whole(m_maxTokens);
    parameters.seed = whole(m_seed);
    parameters.reasoningEffort = m_effort->currentData().toString();
    parameters.stop = m_stop->text().split(u'|', Qt::SkipEmptyParts);
    parameters.timeoutSeconds = m_timeout->value();
    parameters.extraJson = m_extra->toPlainText();
    return parameters;
}

void ParameterForm::commit()
{
    const PaneParameters now = read();
    if (now != m_parameters) {
        m_parameters = now;
        Q_EMIT edited(now);
    }
}

bool ParameterForm::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_extra && event->type() == QEvent::FocusOut) {
        commit();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace patchbay
