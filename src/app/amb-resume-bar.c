/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at the program's shelf as long as it is in a window. */
#include "amb-resume-bar.h"

#include <glib/gi18n-lib.h>
#include "amb-application.h"

struct _AmbResumeBar
{
  AdwBin parent_instance;

  AmbBatchShelf *shelf; /* while it is in a window */
  GtkInfoBar *bar;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (AmbResumeBar, amb_resume_bar, ADW_TYPE_BIN)

static void
show (AmbResumeBar *self)
{
  const AmbLedgerBatch *batch = amb_batch_shelf_get_unfinished (self->shelf);
  gtk_widget_set_visible (GTK_WIDGET (self), batch != NULL);
  gtk_info_bar_set_revealed (self->bar, batch != NULL);
  if (batch == NULL)
    return;
  guint left = batch->counts.queued + batch->counts.running;
  g_autofree char *folder
      = batch->folder != NULL ? g_filename_display_basename (batch->folder) : g_strdup ("");
  /* Translators: the last is the name of a folder. */
  g_autofree char *words = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u of %u photo was not exported to “%s” yet.",
                   "%u of %u photos were not exported to “%s” yet.", batch->counts.total),
      left, batch->counts.total, folder);
  gtk_label_set_text (self->label, words);
}

/* Closed: not now. */
static void
on_response (AmbResumeBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
amb_resume_bar_root (GtkWidget *widget)
{
  AmbResumeBar *self = AMB_RESUME_BAR (widget);
  GApplication *app = g_application_get_default ();
  GTK_WIDGET_CLASS (amb_resume_bar_parent_class)->root (widget);
  if (!AMB_IS_APPLICATION (app))
    return;
  self->shelf = g_object_ref (amb_application_get_shelf (AMB_APPLICATION (app)));
  g_signal_connect_object (self->shelf, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}

static void
amb_resume_bar_unroot (GtkWidget *widget)
{
  AmbResumeBar *self = AMB_RESUME_BAR (widget);
  if (self->shelf != NULL)
    g_signal_handlers_disconnect_by_data (self->shelf, self);
  g_clear_object (&self->shelf);
  GTK_WIDGET_CLASS (amb_resume_bar_parent_class)->unroot (widget);
}

static void
amb_resume_bar_class_init (AmbResumeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  widget_class->root = amb_resume_bar_root;
  widget_class->unroot = amb_resume_bar_unroot;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ambrotype/Ambrotype/amb-resume-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AmbResumeBar, bar);
  gtk_widget_class_bind_template_child (widget_class, AmbResumeBar, label);
  gtk_widget_class_bind_template_callback (widget_class, on_response);
}

static void
amb_resume_bar_init (AmbResumeBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
