/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads .cube files: Adobe Cube LUT Specification 1.0. */
#pragma once

#include <gio/gio.h>
#include "amb-lut.h"

G_BEGIN_DECLS

/* text: need not be terminated. Transfer full; share it by amb_lut_ref (). Errors:
 * AMB_ERROR_DAMAGED, UNSUPPORTED, MEMORY; the message is the detail and names the line. */
AmbLut *amb_cube_parse (const char *text, gsize length, GError **error);

AmbLut *amb_lut_ref (AmbLut *self);
void amb_lut_unref (AmbLut *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AmbLut, amb_lut_unref)

G_END_DECLS
