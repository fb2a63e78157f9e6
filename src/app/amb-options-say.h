/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A sentence for who uses a widget. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* As a toast of the window that widget is in or belongs to. */
void amb_options_say (GtkWidget *widget, const char *sentence);

G_END_DECLS
