/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the edit panel for a file: its name on a button that asks for another. */
#include "amb-file-row.h"

#include <glib/gi18n-lib.h>
#include "amb-content.h"

struct _AmbFileRow
{
  GtkWidget parent_instance;

  GtkLabel *title;
  GtkWidget *choose;
  GtkLabel *name;
  GtkWidget *reset;
  char *value;                   /* never NULL */
  GtkFileChooserNative *chooser; /* while it is open */
};

G_DEFINE_FINAL_TYPE (AmbFileRow, amb_file_row, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_VALUE,
  N_PROPS
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
amb_file_row_show (AmbFileRow *self)
{
  gboolean is_set = *self->value != '\0';
  const char *name = is_set ? amb_content_name (self->value) : _("Choose…");

  gtk_label_set_text (self->name, name);
  gtk_widget_set_tooltip_text (self->choose, is_set ? name : NULL);
  gtk_widget_set_visible (self->reset, is_set);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choose),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name, -1);
  if (is_set)
    gtk_widget_add_css_class (GTK_WIDGET (self), "changed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "changed");
}

static void
amb_file_row_set_value (AmbFileRow *self, const char *value)
{
  if (g_strcmp0 (value, self->value) == 0 || (*value != '\0' && !amb_content_parse (value, NULL)))
    return;
  g_free (self->value);
  self->value = g_strdup (value);
  amb_file_row_show (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

static void
amb_file_row_reset (AmbFileRow *self)
{
  amb_file_row_set_value (self, "");
}

static void
amb_file_row_chosen (AmbFileRow *self, int response)
{
  g_autoptr (GtkFileChooserNative) dialog = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;

  if (file != NULL)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, file);
}

static void
amb_file_row_choose (AmbFileRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GtkFileChooserNative) dialog
      = gtk_file_chooser_native_new (_("Choose a LUT"), GTK_WINDOW (root),
                                     GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), _("_Cancel"));
  g_autoptr (GtkFileFilter) cubes = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (cubes, _("LUTs (.cube)"));
  gtk_file_filter_add_suffix (cubes, "cube");
  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), cubes);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), all);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (amb_file_row_chosen), self,
                           G_CONNECT_SWAPPED);
  g_set_object (&self->chooser, dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
amb_file_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_take_variant (value,
                        g_variant_ref_sink (g_variant_new_string (AMB_FILE_ROW (object)->value)));
}

static void
amb_file_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GVariant *variant = g_value_get_variant (value);

  if (variant != NULL)
    amb_file_row_set_value (AMB_FILE_ROW (object), g_variant_get_string (variant, NULL));
}

static void
amb_file_row_dispose (GObject *object)
{
  AmbFileRow *self = AMB_FILE_ROW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (amb_file_row_parent_class)->dispose (object);
}

static void
amb_file_row_finalize (GObject *object)
{
  g_free (AMB_FILE_ROW (object)->value);
  G_OBJECT_CLASS (amb_file_row_parent_class)->finalize (object);
}

static void
amb_file_row_class_init (AmbFileRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = amb_file_row_get_property;
  object_class->set_property = amb_file_row_set_property;
  object_class->dispose = amb_file_row_dispose;
  object_class->finalize = amb_file_row_finalize;
  properties[PROP_VALUE]
      = g_param_spec_variant ("value", NULL, NULL, G_VARIANT_TYPE_STRING, NULL,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", AMB_TYPE_FILE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ambrotype/Ambrotype/controls/amb-file-row.ui");
  gtk_widget_class_set_css_name (widget_class, "filerow");
  gtk_widget_class_bind_template_child (widget_class, AmbFileRow, title);
  gtk_widget_class_bind_template_child (widget_class, AmbFileRow, choose);
  gtk_widget_class_bind_template_child (widget_class, AmbFileRow, name);
  gtk_widget_class_bind_template_child (widget_class, AmbFileRow, reset);
  gtk_widget_class_bind_template_callback (widget_class, amb_file_row_choose);
  gtk_widget_class_bind_template_callback (widget_class, amb_file_row_reset);
}

static void
amb_file_row_init (AmbFileRow *self)
{
  self->value = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  amb_file_row_show (self);
}

GtkWidget *
amb_file_row_new (const AmbParam *param, const char *title, GtkSizeGroup *labels)
{
  AmbFileRow *self = g_object_new (AMB_TYPE_FILE_ROW, NULL);
  g_autofree char *reset = g_strdup_printf (_("Reset %s"), title);

  gtk_label_set_text (self->title, title);
  gtk_size_group_add_widget (labels, GTK_WIDGET (self->title));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title),
                               param->help != NULL ? _(param->help) : NULL);
  gtk_widget_set_tooltip_text (self->reset, reset);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choose), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->reset), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  reset, -1);
  return GTK_WIDGET (self);
}
