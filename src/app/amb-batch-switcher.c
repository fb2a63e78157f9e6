/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list is made each time that it is opened. */
#include "amb-batch-switcher.h"

#include <glib/gi18n-lib.h>
#include "amb-batch-page.h"
#include "amb-batch-words.h"

typedef struct
{
  AmbApplication *app; /* borrowed: it outlives its windows */
  GtkBox *list;
  GPtrArray *batches; /* of its buttons */
  GClosure *chosen;
} Switcher;

gboolean
amb_batch_switcher_has_others (AmbApplication *app, AmbBatch *batch)
{
  g_autoptr (GPtrArray) batches = amb_batch_keeper_list (amb_application_get_keeper (app));
  for (guint i = 0; i < batches->len; i++)
    if (batches->pdata[i] != batch && amb_batch_is_started (batches->pdata[i]))
      return TRUE;
  return FALSE;
}

static char *
describe (AmbBatch *batch)
{
  AmbBatchCounts counts;
  amb_batch_get_counts (batch, &counts);
  switch (amb_batch_get_state (batch))
    {
    case AMB_BATCH_FINISHED:
      return amb_batch_words_summary (&counts);
    case AMB_BATCH_PAUSED:
      return amb_batch_words_paused (&counts);
    case AMB_BATCH_RUNNING:
      return amb_batch_words_progress (&counts, 0, NULL);
    default:
      return g_strdup (_("Not started"));
    }
}

static void on_clicked (GtkButton *button, Switcher *self);

static void
add_button (Switcher *self, AmbBatch *batch)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  const char *folder = amb_batch_get_settings (batch)->output;
  g_autofree char *name = folder != NULL ? g_filename_display_basename (folder) : g_strdup ("");
  g_autofree char *words = describe (batch);
  g_autofree char *label = g_strdup_printf ("%s: %s", name, words);
  GtkWidget *first = gtk_label_new (words);
  GtkWidget *second = gtk_label_new (name);
  gtk_label_set_xalign (GTK_LABEL (first), 0);
  gtk_label_set_xalign (GTK_LABEL (second), 0);
  gtk_widget_add_css_class (second, "caption");
  gtk_widget_add_css_class (second, "dim-label");
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), second);
  gtk_button_set_child (GTK_BUTTON (button), box);
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), self);
  gtk_box_append (self->list, button);
}

static void
on_shown (GtkPopover *popover, Switcher *self)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (popover), AMB_TYPE_BATCH_PAGE);
  GtkWidget *button;
  while ((button = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_box_remove (self->list, button);
  g_clear_pointer (&self->batches, g_ptr_array_unref);
  self->batches = amb_batch_keeper_list (amb_application_get_keeper (self->app));
  g_ptr_array_remove (self->batches, amb_batch_page_get_batch (AMB_BATCH_PAGE (page)));
  for (guint i = 0; i < self->batches->len; i++)
    add_button (self, self->batches->pdata[i]);
}

static void
on_closed (GtkPopover *popover, Switcher *self)
{
  g_clear_pointer (&self->batches, g_ptr_array_unref);
}

static void
on_clicked (GtkButton *button, Switcher *self)
{
  g_autoptr (AmbBatch) batch = NULL;
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_POPOVER);
  GtkWidget *each = gtk_widget_get_first_child (GTK_WIDGET (self->list));
  GValue values[2] = { G_VALUE_INIT, G_VALUE_INIT };
  for (guint i = 0; self->batches != NULL && i < self->batches->len && each != NULL; i++)
    {
      if (each == GTK_WIDGET (button))
        batch = g_object_ref (self->batches->pdata[i]);
      each = gtk_widget_get_next_sibling (each);
    }
  gtk_popover_popdown (GTK_POPOVER (popover));
  if (batch == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_value_init (&values[i], AMB_TYPE_BATCH);
      g_value_set_object (&values[i], batch);
    }
  g_closure_invoke (self->chosen, NULL, G_N_ELEMENTS (values), values, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_value_unset (&values[i]);
}

static void
switcher_free (gpointer data, GClosure *closure)
{
  Switcher *self = data;
  g_clear_pointer (&self->batches, g_ptr_array_unref);
  g_closure_unref (self->chosen);
  g_free (self);
}

void
amb_batch_switcher_add (GtkMenuButton *button,
                        AmbApplication *app,
                        GCallback chosen,
                        gpointer object)
{
  Switcher *self = g_new0 (Switcher, 1);
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->app = app;
  self->list = GTK_BOX (list);
  self->chosen = g_cclosure_new_object_swap (chosen, object);
  g_closure_set_marshal (self->chosen, g_cclosure_marshal_VOID__OBJECT);
  g_closure_ref (self->chosen);
  g_closure_sink (self->chosen);
  gtk_popover_set_child (GTK_POPOVER (popover), list);
  gtk_menu_button_set_popover (button, popover);
  g_signal_connect (popover, "show", G_CALLBACK (on_shown), self);
  g_signal_connect_data (popover, "closed", G_CALLBACK (on_closed), self, switcher_free, 0);
}
