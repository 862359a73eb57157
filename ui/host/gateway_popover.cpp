// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/host/gateway_popover.h"

#include "models/format/format.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/inline_message.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/style_properties.h"
#include "ui/widgets/themed.h"
#include "ui/widgets/usage_snippet.h"

#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int popoverWidth = 420;
constexpr int margin = 16;
constexpr int gap = 12;
constexpr int smallGap = 8;

QString placeOf(const GatewayWish &wish)
{
    const QString host = wish.address.contains(u':') ? u'[' + wish.address + u']' : wish.address;
    return u"%1:%2"_s.arg(host).arg(wish.port);
}

QLabel *label(const Theme &theme, const QString &text, TypeStep step, Role role, QWidget *parent)
{
    auto *made = new QLabel(text, parent);
    setTextStyle(made, theme, step, role);
    return made;
}

} // namespace

std::optional<GatewayWish> placeFrom(const QString &text, const GatewayWish &otherwise)
{
    const qsizetype colon = text.lastIndexOf(u':');
    bool number = false;
    const uint port = text.mid(colon + 1).trimmed().toUInt(&number);
    QString address = text.left(std::max<qsizetype>(0, colon)).trimmed();
    if (address.startsWith(u'[') && address.endsWith(u']')) {
        address = address.mid(1, address.size() - 2);
    }
    if (address == "localhost"_L1) {
        address = u"127.0.0.1"_s;
    }
    constexpr uint lastPort = 65'535;
    if (colon < 0 || !number || port > lastPort || address.isEmpty() || address.contains(u' ')) {
        return std::nullopt;
    }
    return GatewayWish { otherwise.configFile, address, static_cast<quint16>(port) };
}

GatewayPopover::GatewayPopover(const Theme &theme, GatewayHost &host, QWidget *window)
    : QFrame(window, Qt::Popup)
    , m_theme(theme)
    , m_host(host)
    , m_column(new QVBoxLayout(this))
{
    setObjectName(u"gatewayPopover"_s);
    setAccessibleName(tr("Gateway"));
    setFixedWidth(popoverWidth);
    m_column->setContentsMargins(margin, margin, margin, margin);
    m_column->setSpacing(gap);
    buildHead();
    buildWish();
    buildMeter();
    buildUse();
    connect(&host, &GatewayHost::stateChanged, this, &GatewayPopover::refresh);
    connect(&host, &GatewayHost::counted, this, &GatewayPopover::refreshMeter);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

void GatewayPopover::buildHead()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(smallGap);
    row->addWidget(label(m_theme, tr("Gateway"), TypeStep::Title, Role::Text, this));
    m_state = label(m_theme, {}, TypeStep::Meta, Role::Muted, this);
    row->addWidget(m_state);
    row->addStretch(1);
    m_switch = new QPushButton(this);
    m_switch->setObjectName(u"gatewaySwitch"_s);
    connect(m_switch, &QPushButton::clicked, this, &GatewayPopover::startOrStop);
    row->addWidget(m_switch);
    m_column->addLayout(row);
    m_problem = new InlineMessage(m_theme, InlineMessage::Severity::Error, InlineMessage::Look::Filled, this);
    m_problem->setObjectName(u"gatewayProblem"_s);
    m_column->addWidget(m_problem);
}

void GatewayPopover::buildWish()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(smallGap);
    m_file = new ElidedLabel(m_theme, TypeStep::Body, Role::Text, this);
    m_file->setObjectName(u"gatewayFile"_s);
    m_file->setElideMode(Qt::ElideMiddle);
    row->addWidget(m_file, 1);
    m_choose = new QPushButton(tr("Choose…"), this);
    m_choose->setObjectName(u"gatewayChoose"_s);
    connect(m_choose, &QPushButton::clicked, this, &GatewayPopover::fileWanted);
    m_look = new QPushButton(tr("Open in Routing"), this);
    m_look->setObjectName(u"gatewayLook"_s);
    connect(m_look, &QPushButton::clicked, this, [this] {
        close();
        Q_EMIT configurationWanted(m_host.wish().configFile);
    });
    row->addWidget(m_choose);
    row->addWidget(m_look);
    m_column->addLayout(row);

    m_placeRow = new QWidget(this);
    auto *place = new QHBoxLayout(m_placeRow);
    place->setContentsMargins(0, 0, 0, 0);
    place->setSpacing(smallGap);
    auto *words = label(m_theme, tr("Listens at"), TypeStep::Body, Role::Muted, m_placeRow);
    m_place = new QLineEdit(m_placeRow);
    m_place->setObjectName(u"gatewayPlace"_s);
    m_place->setAccessibleName(tr("Address and port"));
    words->setBuddy(m_place);
    connect(m_place, &QLineEdit::textEdited, this, &GatewayPopover::refreshWish);
    connect(m_place, &QLineEdit::returnPressed, m_switch, &QPushButton::click);
    place->addWidget(words);
    place->addWidget(m_place, 1);
    m_column->addWidget(m_placeRow);
}

QPushButton *GatewayPopover::addCopy(const QString &name, const QString &toolTip, std::function<QString()> text)
{
    auto *copy = new QPushButton(tr("Copy"), m_running);
    copy->setObjectName(name);
    copy->setToolTip(toolTip);
    copy->setAccessibleName(toolTip);
    setThemedIcon(copy, m_theme, u"edit-copy"_s);
    connect(copy, &QPushButton::clicked, this, [text = std::move(text)] { QApplication::clipboard()->setText(text()); });
    return copy;
}

void GatewayPopover::buildMeter()
{
    m_running = new QWidget(this);
    auto *column = new QVBoxLayout(m_running);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gap);
    auto *row = new QHBoxLayout;
    row->setSpacing(smallGap);
    m_address = label(m_theme, {}, TypeStep::Code, Role::Text, m_running);
    m_address->setObjectName(u"gatewayAddress"_s);
    m_address->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(m_address, 1);
    row->addWidget(addCopy(u"copyGatewayAddress"_s, tr("Copy the address"), [this] { return m_address->text(); }));
    column->addLayout(row);
    auto *meter = new QHBoxLayout;
    meter->setSpacing(smallGap);
    m_rate = new Sparkline(m_theme, Sparkline::Shape::Bars, m_running);
    m_rate->setObjectName(u"gatewayRate"_s);
    m_rate->setSubject(tr("answers of the last minute"), tr("a second"));
    m_counts = label(m_theme, {}, TypeStep::Meta, Role::Muted, m_running);
    m_counts->setObjectName(u"gatewayCounts"_s);
    meter->addWidget(m_rate);
    meter->addWidget(m_counts, 1);
    column->addLayout(meter);
    m_remarks = label(m_theme, {}, TypeStep::Meta, Role::Warn, m_running);
    m_remarks->setObjectName(u"gatewayRemarks"_s);
    m_remarks->setWordWrap(true);
    column->addWidget(m_remarks);
    m_column->addWidget(m_running);
}

void GatewayPopover::buildUse()
{
    auto *column = static_cast<QVBoxLayout *>(m_running->layout());
    auto *row = new QHBoxLayout;
    row->setSpacing(smallGap);
    m_language = new SegmentedControl(m_theme, m_running);
    m_language->setObjectName(u"gatewayLanguage"_s);
    for (const QString &name : { u"curl"_s, u"Python"_s, u"JS"_s }) {
        m_language->addSegment(name);
    }
    m_language->setAccessibleName(tr("Language"));
    row->addWidget(m_language);
    row->addStretch(1);
    row->addWidget(addCopy(u"copyGatewaySnippet"_s, tr("Copy the snippet"), [this] { return m_snippet->text(); }));
    column->addLayout(row);
    m_snippet = label(m_theme, {}, TypeStep::Code, Role::Text, m_running);
    m_snippet->setObjectName(u"gatewaySnippet"_s);
    m_snippet->setMargin(smallGap);
    m_snippet->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setBackground(m_snippet, m_theme, Role::Sunken);
    column->addWidget(m_snippet);
    auto *keys = new QPushButton(tr("Keys and limits"), m_running);
    keys->setObjectName(u"gatewayKeys"_s);
    setLink(keys);
    connect(keys, &QPushButton::clicked, this, [this] {
        close();
        Q_EMIT keysWanted();
    });
    column->addWidget(keys, 0, Qt::AlignLeft);
    connect(m_language, &SegmentedControl::currentChanged, this, &GatewayPopover::showSnippet);
}

void GatewayPopover::setWish(const GatewayWish &wish)
{
    m_wish = wish;
    m_place->setText(placeOf(wish));
    refresh();
}

void GatewayPopover::openAt(const QRect &place)
{
    refresh();
    adjustSize();
    QRect room = window()->screen()->availableGeometry();
    if (const QWidget *frame = parentWidget()) {
        room = QRect(frame->mapToGlobal(QPoint(0, 0)), frame->size());
    }
    const int left = std::clamp(place.left(), room.left() + smallGap, std::max(room.left() + smallGap, room.right() - width() - smallGap));
    move(left, std::max(room.top(), place.top() - height() - smallGap));
    show();
    m_switch->isEnabled() ? m_switch->setFocus() : m_choose->setFocus();
}

void GatewayPopover::refresh()
{
    using State = GatewayHost::State;
    const State state = m_host.state();
    const bool runs = state == State::Running;
    m_state->setText(state == State::Off        ? tr("off")
                         : state == State::Starting ? tr("starts…")
                         : state == State::Stopping ? tr("stops…")
                                                    : tr("running"));
    m_switch->setText(runs || state == State::Stopping ? tr("Stop") : tr("Start"));
    m_switch->setProperty(style_property::primary, !runs); // to stop is nothing to be led to
    m_switch->update();
    if (state == State::Off && m_host.problem()) {
        m_problem->setTitle(tr("It did not start."));
        m_problem->setSentence(QString::fromStdString(m_host.problem()->message + " " + m_host.problem()->remedy).trimmed());
    }
    m_problem->setVisible(state == State::Off && m_host.problem());
    m_choose->setVisible(state == State::Off);
    m_placeRow->setVisible(state == State::Off);
    m_look->setVisible(runs);
    m_running->setVisible(runs);
    m_address->setText(m_host.address());
    m_remarks->setVisible(!m_host.remarks().isEmpty());
    if (!m_host.remarks().isEmpty()) {
        const qsizetype more = m_host.remarks().size() - 1;
        m_remarks->setText(more == 0 ? m_host.remarks().first() : tr("%1 (and %2 more)").arg(m_host.remarks().first()).arg(more));
        m_remarks->setToolTip(m_host.remarks().join(u'\n'));
    }
    refreshWish();
    refreshMeter();
    showSnippet();
    if (isVisible()) {
        const int bottom = geometry().bottom();
        adjustSize();
        move(x(), bottom - height() + 1); // it stands on the status line
    }
}

void GatewayPopover::refreshWish()
{
    const GatewayHost::State state = m_host.state();
    const QString file = state == GatewayHost::State::Off ? m_wish.configFile : m_host.wish().configFile;
    m_file->setText(file.isEmpty() ? tr("No configuration chosen") : QFileInfo(file).fileName());
    m_file->setToolTip(file);
    const bool place = placeFrom(m_place->text(), m_wish).has_value();
    const QString reason = state == GatewayHost::State::Running ? QString()
        : state != GatewayHost::State::Off                     ? tr("Wait a moment.")
        : file.isEmpty()                                       ? tr("Choose a configuration first.")
        : !place                                               ? tr("The address is written 127.0.0.1:4000.")
                                                               : QString();
    setWhyNot(m_switch, reason);
}

void GatewayPopover::refreshMeter()
{
    m_rate->setValues(m_host.recent());
    const GatewayLoad &load = m_host.load();
    QStringList parts { tr("%1 req/min").arg(format::count(m_host.perMinute())), tr("%1 under way").arg(load.underWay),
                        tr("%1 answered").arg(format::count(static_cast<qint64>(load.answered))) };
    if (load.failed > 0) {
        parts.append(tr("%1 failed").arg(format::count(static_cast<qint64>(load.failed))));
    }
    m_counts->setText(parts.join(u" · "_s));
}

void GatewayPopover::showSnippet()
{
    const QString model = m_host.models().value(0, u"gpt-4o"_s);
    m_snippet->setText(usageSnippet(static_cast<SnippetLanguage>(m_language->currentIndex()), m_host.address(), model));
    if (isVisible()) {
        adjustSize();
    }
}

void GatewayPopover::startOrStop()
{
    if (m_host.state() == GatewayHost::State::Running) {
        m_host.stop();
    } else if (const std::optional<GatewayWish> wish = placeFrom(m_place->text(), m_wish)) {
        Q_EMIT startWanted(*wish);
    }
}

void GatewayPopover::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Raised));
    painter.setPen(m_theme.color(Role::LineStrong));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace patchbay
