// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/theme.h"

#include "resources/embedded.h"

#include <BreezeIcons>
#include <KSyntaxHighlighting/Repository>

#include <QFontDatabase>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>
#include <QPixmap>
#include <QStyleHints>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

struct RoleName {
    Role role;
    const char *name;
};

constexpr RoleName roleNames[] = {
    { Role::Surface, "surface" }, { Role::Raised, "raised" }, { Role::Sunken, "sunken" },
    { Role::Line, "line" }, { Role::LineStrong, "lineStrong" }, { Role::Text, "text" },
    { Role::Muted, "muted" }, { Role::Accent, "accent" }, { Role::AccentText, "accentText" },
    { Role::Good, "good" }, { Role::Warn, "warn" }, { Role::Bad, "bad" }, { Role::Info, "info" },
    { Role::Selection, "selection" }, { Role::Focus, "focus" }, { Role::Hover, "hover" },
    { Role::GoodFill, "goodFill" }, { Role::WarnFill, "warnFill" }, { Role::BadFill, "badFill" },
    { Role::InfoFill, "infoFill" }, { Role::DiffAdd, "diffAdd" }, { Role::DiffDel, "diffDel" },
    { Role::SynKey, "synKey" }, { Role::SynString, "synString" }, { Role::SynNumber, "synNumber" },
    { Role::SynComment, "synComment" }, { Role::Canvas, "canvas" },
    { Role::CableHealthy, "cableHealthy" }, { Role::CableDim, "cableDim" },
};

} // namespace

Theme::Theme(QObject *parent)
    : QObject(parent)
{
    BreezeIcons::initIcons();
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, [this] {
        if (m_scheme == Scheme::System) {
            reload();
        }
    });
    reload();
}

Theme::~Theme() = default;

const KSyntaxHighlighting::Repository &Theme::syntax() const
{
    if (!m_syntax) {
        m_syntax = std::make_unique<KSyntaxHighlighting::Repository>();
    }
    return *m_syntax;
}

void Theme::setScheme(Scheme scheme)
{
    m_scheme = scheme;
    reload();
}

void Theme::setDensity(Density density)
{
    m_density = density;
    Q_EMIT changed();
}

void Theme::setFonts(const QString &uiFamily, const QString &fixedFamily, int pointSizeOffset)
{
    m_uiFamily = uiFamily;
    m_fixedFamily = fixedFamily;
    m_pointSizeOffset = pointSizeOffset;
    Q_EMIT changed();
}

QColor Theme::entityColor(int slot) const
{
    return slot >= 0 && slot < m_entities.size() ? m_entities.at(slot) : m_other;
}

QFont Theme::font(TypeStep step) const
{
    struct StepStyle {
        int offset;
        QFont::Weight weight;
        bool fixed;
    };
    const auto style = [step]() -> StepStyle {
        switch (step) {
        case TypeStep::Number: return { 9, QFont::DemiBold, false };
        case TypeStep::Hero: return { 5, QFont::DemiBold, false };
        case TypeStep::Title: return { 2, QFont::DemiBold, false };
        case TypeStep::Body: return { 0, QFont::Normal, false };
        case TypeStep::Strong: return { 0, QFont::DemiBold, false };
        case TypeStep::Reading: return { 2, QFont::Normal, false };
        case TypeStep::Meta: return { -1, QFont::Normal, false };
        case TypeStep::Micro: return { -2, QFont::Normal, false };
        case TypeStep::Code:
        case TypeStep::CodeBlock: break;
        }
        return { -1, QFont::Normal, true };
    }();
    QFont font = style.fixed ? QFontDatabase::systemFont(QFontDatabase::FixedFont)
                             : QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    const QString &family = style.fixed ? m_fixedFamily : m_uiFamily;
    if (!family.isEmpty()) {
        font.setFamilies({ family });
    }
    // The token sizes are pixels at 100 %; the system's size is the base that a person has chosen.
    const int base = QFontInfo(QFontDatabase::systemFont(QFontDatabase::GeneralFont)).pixelSize();
    font.setPixelSize(std::max(8, base + style.offset + m_pointSizeOffset));
    font.setWeight(style.weight);
    if (style.fixed) {
        font.setFeature("liga", 0);
        font.setFeature("calt", 0);
    } else {
        font.setFeature("tnum", 1);
    }
    return font;
}

int Theme::rowHeight() const
{
    return m_density == Density::Compact ? 24 : 28;
}

QIcon Theme::icon(const QString &name, Role role) const
{
    const auto key = std::pair(name, role);
    const auto known = m_icons.constFind(key);
    if (known != m_icons.constEnd()) {
        return *known;
    }
    const QIcon drawn = tinted(name, role);
    m_icons.insert(key, drawn);
    return drawn;
}

// Breeze draws in one tone: its shape, filled with the role's colour.
QIcon Theme::tinted(const QString &name, Role role) const
{
    const QIcon source = QIcon::fromTheme(name);
    QIcon icon;
    for (const int size : { 14, 16, 22, 32 }) {
        for (const qreal ratio : { 1.0, 2.0 }) {
            const QPixmap shape = source.pixmap(QSize(size, size), ratio);
            if (shape.isNull()) {
                continue;
            }
            const auto filled = [&shape](QColor color) {
                QPixmap pixmap = shape;
                QPainter painter(&pixmap);
                painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
                painter.fillRect(pixmap.rect(), color);
                return pixmap;
            };
            icon.addPixmap(filled(color(role)));
            QColor faded = color(Role::Muted);
            faded.setAlphaF(0.6f);
            icon.addPixmap(filled(faded), QIcon::Disabled);
        }
    }
    return icon;
}

QPalette Theme::palette() const
{
    QPalette palette;
    palette.setColor(QPalette::Window, color(Role::Surface));
    palette.setColor(QPalette::Base, color(Role::Surface));
    palette.setColor(QPalette::AlternateBase, color(Role::Raised));
    palette.setColor(QPalette::Button, color(Role::Raised));
    palette.setColor(QPalette::WindowText, color(Role::Text));
    palette.setColor(QPalette::Text, color(Role::Text));
    palette.setColor(QPalette::ButtonText, color(Role::Text));
    palette.setColor(QPalette::BrightText, color(Role::AccentText));
    palette.setColor(QPalette::PlaceholderText, color(Role::Muted));
    palette.setColor(QPalette::Highlight, color(Role::Selection));
    palette.setColor(QPalette::HighlightedText, color(Role::Text));
    palette.setColor(QPalette::ToolTipBase, color(Role::Raised));
    palette.setColor(QPalette::ToolTipText, color(Role::Text));
    palette.setColor(QPalette::Link, color(Role::Accent));
    palette.setColor(QPalette::LinkVisited, color(Role::Accent));
    palette.setColor(QPalette::Accent, color(Role::Accent));
    palette.setColor(QPalette::Light, color(Role::Raised));
    palette.setColor(QPalette::Midlight, color(Role::Line));
    palette.setColor(QPalette::Mid, color(Role::LineStrong));
    palette.setColor(QPalette::Dark, color(Role::LineStrong));
    palette.setColor(QPalette::Shadow, color(Role::LineStrong));
    for (const QPalette::ColorRole role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText }) {
        palette.setColor(QPalette::Disabled, role, color(Role::Muted));
    }
    return palette;
}

void Theme::reload()
{
    m_dark = m_scheme == Scheme::Dark
        || (m_scheme == Scheme::System && QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark);
    const std::string_view text = resources::themes(m_dark ? "themes/dark.json" : "themes/light.json");
    const QJsonObject values
        = QJsonDocument::fromJson(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()))).object();
    const QJsonObject roles = values.value("roles"_L1).toObject();
    for (const RoleName &row : roleNames) {
        m_colors.insert(row.role, QColor(roles.value(QLatin1StringView(row.name)).toString()));
    }
    m_entities.clear();
    const QJsonArray entities = values.value("entities"_L1).toArray();
    for (const QJsonValue &entity : entities) {
        m_entities.append(QColor(entity.toString()));
    }
    m_other = QColor(values.value("other"_L1).toString());
    m_icons.clear();
    Q_EMIT changed();
}

} // namespace patchbay
