/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a CONTENT message brings. */
#pragma once

#include "amb-luts.h"
#include "amb-message.h"

G_BEGIN_DECLS

/* Reads the file into luts. FALSE with AMB_ERROR_PROTOCOL, AMB_ERROR_MEMORY or amb_cube_parse's
 * error; the last stays with luts too. */
gboolean amb_content_intake (AmbLuts *luts, const AmbMessage *message, GError **error);

G_END_DECLS
