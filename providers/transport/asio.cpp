// SPDX-License-Identifier: GPL-3.0-or-later
//
// Boost.Asio's function bodies, compiled once (BOOST_ASIO_SEPARATE_COMPILATION).
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
