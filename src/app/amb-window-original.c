/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The original of the photo that is shown, where an export replaced it.
 *
 * DESIGN. Whether there is one is looked up in a thread: when the photo comes, when it comes back
 * to the front, and when the window's own export ends. The first answer stays with the photo; once
 * it is another, the file is a new one that was saved over what the window shows, and is opened in
 * its place: its edits are in its pixels. Those that were shown wait for the original. Bringing it
 * back asks nothing, because a toast takes it back: what is replaced is kept, too. */
#include "amb-window-private.h"

#include <glib/gi18n-lib.h>

#include "amb-originals.h"

#define FACTS "amb-original"

enum
{
  UNDO_SECONDS = 10,
};

static void
facts_free (gpointer data)
{
  AmbOriginalFacts *facts = data;

  g_free (facts->version);
  g_free (facts);
}

static const AmbOriginalFacts *
amb_window_get_facts (AmbWindow *self)
{
  return self->photo != NULL ? g_object_get_data (G_OBJECT (self->photo), FACTS) : NULL;
}

void
amb_window_update_original (AmbWindow *self, gboolean usable)
{
  const AmbOriginalFacts *facts = amb_window_get_facts (self);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "restore-original");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                               usable && facts != NULL && facts->has_original);
}

/* The photo once more, as it is on the disk now. */
static void
amb_window_reopen (AmbWindow *self)
{
  AmbApplication *app = AMB_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  g_autoptr (AmbPhoto) photo
      = amb_photo_new (amb_application_get_pool (app), amb_application_get_journal (app),
                       amb_photo_get_file (self->photo));

  amb_window_set_photo (self, photo);
}

/* Looking */

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (AmbOriginals) originals = amb_originals_new (NULL);
  AmbOriginalFacts *facts = g_new0 (AmbOriginalFacts, 1);

  amb_originals_look_up (originals, data, facts);
  g_task_return_pointer (task, facts, facts_free);
}

typedef struct
{
  AmbWindow *window;
  AmbPhoto *photo;
} Looking;

static void
amb_window_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  Looking *looking = data;
  g_autoptr (AmbWindow) self = looking->window;
  g_autoptr (AmbPhoto) photo = looking->photo;
  AmbOriginalFacts *facts = g_task_propagate_pointer (G_TASK (result), NULL);
  const AmbOriginalFacts *before = g_object_get_data (G_OBJECT (photo), FACTS);
  gboolean is_replaced = before != NULL && g_strcmp0 (before->version, facts->version) != 0;

  g_free (looking);
  g_object_set_data_full (G_OBJECT (photo), FACTS, facts, facts_free);
  if (self->photo != photo)
    return;
  if (is_replaced && facts->version != NULL)
    amb_window_toast (self, _("The photo was saved over; its original is kept."));
  if (is_replaced)
    amb_window_reopen (self);
  else
    amb_window_update_actions (self);
}

void
amb_window_look_for_original (AmbWindow *self)
{
  const char *path
      = self->photo != NULL ? g_file_peek_path (amb_photo_get_file (self->photo)) : NULL;
  g_autoptr (GTask) task = NULL;
  Looking *looking;

  if (path == NULL || g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "editor") != 0)
    return;
  looking = g_new (Looking, 1);
  *looking = (Looking){ g_object_ref (self), g_object_ref (self->photo) };
  task = g_task_new (NULL, NULL, amb_window_looked, looking);
  g_task_set_source_tag (task, amb_window_look_for_original);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, look_in_thread);
}

/* Bringing back */

typedef struct
{
  char *path;
  char *digest; /* of the version that is wanted; NULL: the original */
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->path);
  g_free (wanted->digest);
  g_free (wanted);
}

/* Answers the digest of what was replaced, "" when nothing was. */
static void
restore_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Wanted *wanted = data;
  g_autoptr (AmbOriginals) originals = amb_originals_new (NULL);
  GError *error = NULL;
  char *replaced = NULL;

  if (amb_originals_restore (originals, wanted->path, wanted->digest, &replaced, &error)
      == AMB_RESTORE_FAILED)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, replaced != NULL ? replaced : g_strdup (""), g_free);
}

static void
amb_window_offer_undo (AmbWindow *self, const Wanted *wanted, const char *replaced)
{
  g_autofree char *name = g_filename_display_basename (wanted->path);
  g_autofree char *sentence = g_strdup_printf (_("“%s” is its original again."), name);
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_timeout (toast, UNDO_SECONDS);
  if (*replaced != '\0')
    {
      adw_toast_set_button_label (toast, _("_Take Back"));
      adw_toast_set_action_name (toast, "win.undo-restore");
      adw_toast_set_action_target_value (toast, g_variant_new ("(^ays)", wanted->path, replaced));
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
amb_window_restored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AmbWindow) self = data;
  const Wanted *wanted = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *replaced = g_task_propagate_pointer (G_TASK (result), &error);
  const char *shown
      = self->photo != NULL ? g_file_peek_path (amb_photo_get_file (self->photo)) : NULL;

  if (replaced == NULL)
    {
      amb_window_toast (self, error->message);
      return;
    }
  if (wanted->digest == NULL)
    amb_window_offer_undo (self, wanted, replaced);
  if (g_strcmp0 (shown, wanted->path) == 0)
    amb_window_reopen (self);
}

static void
amb_window_restore (AmbWindow *self, const char *path, const char *digest)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, amb_window_restored, g_object_ref (self));
  Wanted *wanted = g_new (Wanted, 1);

  *wanted = (Wanted){ g_strdup (path), g_strdup (digest) };
  g_task_set_source_tag (task, amb_window_restore);
  g_task_set_task_data (task, wanted, wanted_free);
  g_task_run_in_thread (task, restore_in_thread);
}

static void
on_restore_original (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AmbWindow *self = data;

  amb_edit_panel_flush (self->panel);
  amb_window_restore (self, g_file_peek_path (amb_photo_get_file (self->photo)), NULL);
}

static void
on_undo_restore (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *path, *digest;

  g_variant_get (parameter, "(^&ay&s)", &path, &digest);
  amb_window_restore (data, path, digest);
}

static const GActionEntry actions[] = {
  { .name = "restore-original", .activate = on_restore_original },
  { .name = "undo-restore", .activate = on_undo_restore, .parameter_type = "(ays)" },
};

static void
amb_window_came_to_front (AmbWindow *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)))
    amb_window_look_for_original (self);
}

void
amb_window_add_original_actions (AmbWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (amb_window_came_to_front), NULL);
  g_signal_connect_swapped (self->views, "notify::visible-child",
                            G_CALLBACK (amb_window_look_for_original), self);
}
