/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for the window above a dialog. */
#include "amb-options-say.h"

#include "amb-window.h"

void
amb_options_say (GtkWidget *widget, const char *sentence)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));
  while (window != NULL && !AMB_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  if (window != NULL)
    amb_window_toast (AMB_WINDOW (window), sentence);
}
