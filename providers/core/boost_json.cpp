// SPDX-License-Identifier: GPL-3.0-or-later
//
// Boost.JSON is used header-only: its function bodies are compiled here, once.
#include <boost/json/src.hpp>
