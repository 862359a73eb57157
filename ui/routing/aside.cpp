// SPDX-License-Identifier: GPL-3.0-or-later
//
// Only so that moc's part of it is compiled once.
#include "ui/routing/aside.h"
