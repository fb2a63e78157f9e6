/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window says about edits of last time and about their journal. */
#include "amb-window-private.h"

#include <glib/gi18n-lib.h>

enum
{
  RESTORED_SECONDS = 10,
  TROUBLE_SECONDS = 20,
};

static const char *const sentences[] = {
  [AMB_RESTORED_EDITS] = N_("Edits from last time restored"),
  [AMB_RESTORED_EDITS_OF_CHANGED]
  = N_("Edits from last time restored; the photo was changed since"),
};

static void
amb_window_tell_restored (AmbWindow *self)
{
  AmbRestored restored = amb_edit_keeper_take_restored (amb_photo_get_keeper (self->photo));
  AdwToast *toast;

  if (restored == AMB_RESTORED_NOTHING || amb_window_was_seen (self))
    return;
  toast = adw_toast_new (_(sentences[restored]));
  g_set_weak_pointer (&self->restored_toast, toast);
  adw_toast_set_timeout (toast, RESTORED_SECONDS);
  adw_toast_set_button_label (toast, _("_Start Over"));
  adw_toast_set_action_name (toast, "win.reset");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
amb_window_watch_edits (AmbWindow *self)
{
  g_signal_connect_swapped (amb_photo_get_keeper (self->photo), "restored",
                            G_CALLBACK (amb_window_tell_restored), self);
  amb_window_tell_restored (self);
}

/* “Start Over” is about the photo that it was said of. */
void
amb_window_leave_edits (AmbWindow *self)
{
  if (self->restored_toast != NULL)
    adw_toast_dismiss (self->restored_toast);
  g_clear_weak_pointer (&self->restored_toast);
}

static void
amb_window_tell_trouble (AmbWindow *self, AmbJournal *journal)
{
  g_autofree char *trouble = amb_journal_take_trouble (journal);
  g_autofree char *escaped = trouble != NULL ? g_markup_escape_text (trouble, -1) : NULL;
  AdwToast *toast;

  if (escaped == NULL)
    return;
  toast = adw_toast_new (escaped);
  adw_toast_set_timeout (toast, TROUBLE_SECONDS);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
amb_window_watch_journal (AmbWindow *self, AmbJournal *journal)
{
  g_signal_connect_object (journal, "trouble", G_CALLBACK (amb_window_tell_trouble), self,
                           G_CONNECT_SWAPPED);
  amb_window_tell_trouble (self, journal);
}

void
amb_window_keep_edits (AmbWindow *self)
{
  if (self->photo == NULL)
    return;
  amb_edit_panel_flush (self->panel);
  amb_edit_keeper_leave (amb_photo_get_keeper (self->photo));
}
