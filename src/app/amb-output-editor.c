/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A binding is a widget, a key and two functions; all are shown again after each change. */
#include "amb-output-editor.h"

#include <glib/gi18n-lib.h>
#include "amb-setting-value.h"

typedef struct _Binding Binding;

struct _Binding
{
  AmbOutputEditor *editor;
  GtkWidget *widget; /* borrowed: its end ends the binding */
  const char *key;
  const AmbOutputChoice *choices;
  guint n_choices;
  double factor;
  /* value: NULL where the setting is not written. */
  void (*show) (Binding *self, GVariant *value);
};

struct _AmbOutputEditor
{
  GObject parent_instance;

  AmbExportChoices *choices;
  guint index;
  gboolean showing;
  GPtrArray *bindings;
};

G_DEFINE_FINAL_TYPE (AmbOutputEditor, amb_output_editor, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show (AmbOutputEditor *self)
{
  g_autoptr (GVariant) all = amb_export_settings_to_variant (amb_output_editor_get (self));
  self->showing = TRUE;
  for (guint i = 0; i < self->bindings->len; i++)
    {
      Binding *binding = self->bindings->pdata[i];
      g_autoptr (GVariant) value = g_variant_lookup_value (all, binding->key, NULL);
      binding->show (binding, value);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  self->showing = FALSE;
}

void
amb_output_editor_refresh (AmbOutputEditor *self)
{
  show (self);
}

static void
on_choices_changed (AmbOutputEditor *self)
{
  guint n = amb_export_choices_get_outputs (self->choices)->len;
  self->index = MIN (self->index, n - 1);
  show (self);
}

AmbExportChoices *
amb_output_editor_get_choices (AmbOutputEditor *self)
{
  return self->choices;
}

guint
amb_output_editor_get_index (AmbOutputEditor *self)
{
  return self->index;
}

void
amb_output_editor_set_index (AmbOutputEditor *self, guint index)
{
  if (index == self->index || index >= amb_export_choices_get_outputs (self->choices)->len)
    return;
  self->index = index;
  show (self);
}

const AmbExportSettings *
amb_output_editor_get (AmbOutputEditor *self)
{
  return amb_export_choices_get (self->choices, self->index);
}

gboolean
amb_output_editor_set (AmbOutputEditor *self, const char *key, GVariant *value)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (value);
  if (self->showing)
    return FALSE;
  return amb_export_choices_set (self->choices, self->index, key, sunk, NULL);
}

/* Bindings */

static void
on_widget_gone (gpointer data, GObject *widget)
{
  Binding *binding = data;
  g_ptr_array_remove (binding->editor->bindings, binding);
}

static Binding *
bind (AmbOutputEditor *self,
      gpointer widget,
      const char *key,
      void (*show_value) (Binding *self, GVariant *value))
{
  Binding *binding = g_new0 (Binding, 1);
  binding->editor = self;
  binding->widget = widget;
  binding->key = key;
  binding->show = show_value;
  g_object_weak_ref (widget, on_widget_gone, binding);
  g_ptr_array_add (self->bindings, binding);
  return binding;
}

static void
show_now (Binding *binding)
{
  AmbOutputEditor *self = binding->editor;
  g_autoptr (GVariant) all = amb_export_settings_to_variant (amb_output_editor_get (self));
  g_autoptr (GVariant) value = g_variant_lookup_value (all, binding->key, NULL);
  self->showing = TRUE;
  binding->show (binding, value);
  self->showing = FALSE;
}

/* A number as text, as a word that a choice may have. */
static char *
to_word (GVariant *value)
{
  gint64 number;
  if (value == NULL)
    return g_strdup ("");
  if (amb_setting_text (value) != NULL)
    return g_strdup (amb_setting_text (value));
  return amb_setting_integer (value, &number) ? g_strdup_printf ("%" G_GINT64_FORMAT, number)
                                              : g_strdup ("");
}

static void
show_choice (Binding *binding, GVariant *value)
{
  g_autofree char *word = to_word (value);
  guint selected = 0;
  for (guint i = 0; i < binding->n_choices; i++)
    if (g_str_equal (binding->choices[i].word, word))
      selected = i;
  adw_combo_row_set_selected (ADW_COMBO_ROW (binding->widget), selected);
}

static void
on_selected (Binding *binding)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (binding->widget));
  if (selected < binding->n_choices)
    amb_output_editor_set (binding->editor, binding->key,
                           g_variant_new_string (binding->choices[selected].word));
}

void
amb_output_editor_bind_choice (AmbOutputEditor *self,
                               AdwComboRow *row,
                               const char *key,
                               const AmbOutputChoice *choices,
                               guint n_choices)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  Binding *binding = bind (self, row, key, show_choice);
  binding->choices = choices;
  binding->n_choices = n_choices;
  for (guint i = 0; i < n_choices; i++)
    gtk_string_list_append (titles, _(choices[i].title));
  adw_combo_row_set_model (row, G_LIST_MODEL (titles));
  show_now (binding);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (on_selected), binding);
}

static void
show_switch (Binding *binding, GVariant *value)
{
  gboolean on = FALSE;
  if (value != NULL)
    amb_setting_parse_boolean (value, &on, NULL);
  gtk_switch_set_active (GTK_SWITCH (binding->widget), on);
}

static void
on_switched (Binding *binding)
{
  amb_output_editor_set (
      binding->editor, binding->key,
      g_variant_new_boolean (gtk_switch_get_active (GTK_SWITCH (binding->widget))));
}

void
amb_output_editor_bind_switch (AmbOutputEditor *self, GtkSwitch *button, const char *key)
{
  Binding *binding = bind (self, button, key, show_switch);
  show_now (binding);
  g_signal_connect_swapped (button, "notify::active", G_CALLBACK (on_switched), binding);
}

static void
show_number (Binding *binding, GVariant *value)
{
  gint64 number;
  double fraction;
  GtkSpinButton *button = GTK_SPIN_BUTTON (binding->widget);
  if (value == NULL)
    return; /* stays what it was: it says nothing now */
  if (binding->factor > 0 && amb_setting_parse_fraction (value, 0, 1e9, &fraction, NULL))
    gtk_spin_button_set_value (button, fraction * binding->factor);
  else if (amb_setting_integer (value, &number))
    gtk_spin_button_set_value (button, (double) number);
}

static void
on_number (Binding *binding)
{
  GtkSpinButton *button = GTK_SPIN_BUTTON (binding->widget);
  GVariant *value
      = binding->factor > 0
            ? g_variant_new_double (gtk_spin_button_get_value (button) / binding->factor)
            : g_variant_new_int32 (gtk_spin_button_get_value_as_int (button));
  amb_output_editor_set (binding->editor, binding->key, value);
}

void
amb_output_editor_bind_number (AmbOutputEditor *self,
                               GtkSpinButton *button,
                               const char *key,
                               gboolean percent)
{
  Binding *binding = bind (self, button, key, show_number);
  binding->factor = percent ? 100 : 0;
  show_now (binding);
  g_signal_connect_swapped (button, "value-changed", G_CALLBACK (on_number), binding);
}

static void
show_text (Binding *binding, GVariant *value)
{
  g_autofree char *text = to_word (value);
  GtkEditable *editable = GTK_EDITABLE (binding->widget);
  if (!g_str_equal (gtk_editable_get_text (editable), text))
    gtk_editable_set_text (editable, text);
}

static void
on_edited (Binding *binding)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (binding->widget));
  if (binding->editor->showing
      || amb_output_editor_set (binding->editor, binding->key, g_variant_new_string (text)))
    gtk_widget_remove_css_class (binding->widget, "error");
  else
    gtk_widget_add_css_class (binding->widget, "error");
}

void
amb_output_editor_bind_text (AmbOutputEditor *self, AdwEntryRow *row, const char *key)
{
  Binding *binding = bind (self, row, key, show_text);
  show_now (binding);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_edited), binding);
}

/* The object */

static void
amb_output_editor_dispose (GObject *object)
{
  AmbOutputEditor *self = AMB_OUTPUT_EDITOR (object);
  for (guint i = 0; i < self->bindings->len; i++)
    {
      Binding *binding = self->bindings->pdata[i];
      g_object_weak_unref (G_OBJECT (binding->widget), on_widget_gone, binding);
      g_signal_handlers_disconnect_by_data (binding->widget, binding);
    }
  g_ptr_array_set_size (self->bindings, 0);
  g_clear_object (&self->choices);
  G_OBJECT_CLASS (amb_output_editor_parent_class)->dispose (object);
}

static void
amb_output_editor_finalize (GObject *object)
{
  g_ptr_array_unref (AMB_OUTPUT_EDITOR (object)->bindings);
  G_OBJECT_CLASS (amb_output_editor_parent_class)->finalize (object);
}

static void
amb_output_editor_class_init (AmbOutputEditorClass *class)
{
  G_OBJECT_CLASS (class)->dispose = amb_output_editor_dispose;
  G_OBJECT_CLASS (class)->finalize = amb_output_editor_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", AMB_TYPE_OUTPUT_EDITOR, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
amb_output_editor_init (AmbOutputEditor *self)
{
  self->bindings = g_ptr_array_new_with_free_func (g_free);
}

AmbOutputEditor *
amb_output_editor_new (AmbExportChoices *choices)
{
  AmbOutputEditor *self = g_object_new (AMB_TYPE_OUTPUT_EDITOR, NULL);
  self->choices = g_object_ref (choices);
  g_signal_connect_object (choices, "changed", G_CALLBACK (on_choices_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}
