/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The export settings as a worker is told them. */
#pragma once

#include "amb-codec.h"
#include "amb-export-settings.h"

G_BEGIN_DECLS

/* EXPORT's a{sv}, see AMB_EXPORT_*. format: what is written; unchanged: the source's bytes may be
 * copied. Transfer full, not floating. */
GVariant *
amb_worker_settings (const AmbExportSettings *settings, const AmbCodec *format, gboolean unchanged);

G_END_DECLS
