// SPDX-License-Identifier: GPL-3.0-or-later
//
// Theme: every colour, font and size that a widget uses, by role.
//
// Values come from resources/themes/{light,dark}.json. The window follows the system's scheme or
// the user's choice and switches live: widgets take a const Theme &, ask it while painting, and
// repaint on changed(). No widget names a hex value.
#pragma once

#include <QColor>
#include <QFont>
#include <QHash>
#include <QIcon>
#include <QObject>
#include <QPalette>

#include <memory>
#include <utility>

namespace KSyntaxHighlighting {
class Repository;
}

namespace patchbay {

enum class Role {
    Surface, Raised, Sunken, Line, LineStrong, Text, Muted, Accent, AccentText, Good, Warn, Bad, Info,
    Selection, Focus, Hover, GoodFill, WarnFill, BadFill, InfoFill, DiffAdd, DiffDel, SynKey, SynString,
    SynNumber, SynComment, Canvas, CableHealthy, CableDim,
};

inline size_t qHash(Role role, size_t seed = 0) { return ::qHash(static_cast<int>(role), seed); }

enum class Scheme { System, Light, Dark };
enum class Density { Comfortable, Compact };

// Steps of the type scale, offsets from the system font (design tokens: number +9 … micro -2).
enum class TypeStep { Number, Hero, Title, Body, Strong, Reading, Meta, Micro, Code, CodeBlock };

class Theme : public QObject {
    Q_OBJECT
public:
    explicit Theme(QObject *parent = nullptr);
    ~Theme() override;

    void setScheme(Scheme scheme);
    Scheme scheme() const { return m_scheme; }
    bool isDark() const { return m_dark; }
    void setDensity(Density density);
    Density density() const { return m_density; }
    // Empty: the system's.
    void setFonts(const QString &uiFamily, const QString &fixedFamily, int pointSizeOffset);

    QColor color(Role role) const { return m_colors.value(role); }
    // Entity colours by slot (0 is the first); beyond the palette, or below 0: grey "other".
    QColor entityColor(int slot) const;

    QFont font(TypeStep step) const;
    // Height of a table row etc. in logical pixels: 28 comfortable, 24 compact.
    int rowHeight() const;
    // A Breeze icon in the text colour (or another role).
    QIcon icon(const QString &name, Role role = Role::Text) const;
    QPalette palette() const;
    // Language definitions for code, read at first use (about 15 ms). Lives as long as the theme.
    const KSyntaxHighlighting::Repository &syntax() const;

Q_SIGNALS:
    void changed();

private:
    void reload();
    QIcon tinted(const QString &name, Role role) const;

    Scheme m_scheme = Scheme::System;
    Density m_density = Density::Comfortable;
    bool m_dark = false;
    QHash<Role, QColor> m_colors;
    QList<QColor> m_entities;
    QColor m_other;
    QString m_uiFamily;
    QString m_fixedFamily;
    int m_pointSizeOffset = 0;
    // Rendering an SVG in eight sizes costs milliseconds; an icon is drawn once per role and scheme.
    mutable QHash<std::pair<QString, Role>, QIcon> m_icons;
    mutable std::unique_ptr<KSyntaxHighlighting::Repository> m_syntax;
};

} // namespace patchbay
