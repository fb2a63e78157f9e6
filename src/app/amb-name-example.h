/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The names that the first photos of a batch would get. Main thread only. */
#pragma once

#include "amb-batch.h"

G_BEGIN_DECLS

#define AMB_TYPE_NAME_EXAMPLE (amb_name_example_get_type ())
G_DECLARE_FINAL_TYPE (AmbNameExample, amb_name_example, AMB, NAME_EXAMPLE, GObject)

/* Signal: "changed" (): the text is another. pool: referenced. */
AmbNameExample *amb_name_example_new (AmbPool *pool);
/* batch: nullable. settings: copied. The text follows in a moment. */
void
amb_name_example_ask (AmbNameExample *self, AmbBatch *batch, const AmbExportSettings *settings);
/* "a.jpg, b.jpg, …"; "" before the first answer. */
const char *amb_name_example_get_text (AmbNameExample *self);

G_END_DECLS
