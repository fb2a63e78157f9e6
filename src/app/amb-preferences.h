/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences window. */
#pragma once

#include "amb-application.h"

G_BEGIN_DECLS

/* parent: nullable. */
void amb_preferences_present (AmbApplication *app, GtkWindow *parent);

G_END_DECLS
