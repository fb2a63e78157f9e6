/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences window: every row is bound to its key, nothing is applied by hand. */
#include "amb-preferences.h"

#include <glib/gi18n-lib.h>
#include "amb-choice-row.h"
#include "amb-export-options.h"

#define AMB_TYPE_PREFERENCES (amb_preferences_get_type ())
G_DECLARE_FINAL_TYPE (AmbPreferences, amb_preferences, AMB, PREFERENCES, AdwPreferencesWindow)

struct _AmbPreferences
{
  AdwPreferencesWindow parent_instance;

  AdwComboRow *scheme_row;
  GtkSpinButton *megapixels_button;
  GtkSpinButton *workers_button;
  AdwPreferencesPage *export_page;
};

G_DEFINE_FINAL_TYPE (AmbPreferences, amb_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
amb_preferences_class_init (AmbPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ambrotype/Ambrotype/amb-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, AmbPreferences, scheme_row);
  gtk_widget_class_bind_template_child (widget_class, AmbPreferences, megapixels_button);
  gtk_widget_class_bind_template_child (widget_class, AmbPreferences, workers_button);
  gtk_widget_class_bind_template_child (widget_class, AmbPreferences, export_page);
}

static void
amb_preferences_init (AmbPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
bind (AmbPreferences *self, AmbApplication *app)
{
  GSettings *settings = amb_application_get_settings (app);
  const AmbChoice schemes[] = {
    { "dark", C_("style", "Dark") },
    { "light", C_("style", "Light") },
    { "system", C_("style", "As the System") },
  };
  amb_choice_row_bind (self->scheme_row, settings, "color-scheme", schemes, G_N_ELEMENTS (schemes));
  g_settings_bind (settings, "max-megapixels", self->megapixels_button, "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "batch-workers", self->workers_button, "value",
                   G_SETTINGS_BIND_DEFAULT);

  GtkWidget *group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("New Exports"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _("The choices of the last export are remembered here."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             amb_export_options_new (app, AMB_EXPORT_OPTIONS_BATCH));
  adw_preferences_page_add (self->export_page, ADW_PREFERENCES_GROUP (group));
}

void
amb_preferences_present (AmbApplication *app, GtkWindow *parent)
{
  g_return_if_fail (AMB_IS_APPLICATION (app));
  AmbPreferences *self
      = g_object_new (AMB_TYPE_PREFERENCES, "transient-for", parent, "modal", parent != NULL, NULL);
  bind (self, app);
  gtk_window_present (GTK_WINDOW (self));
}
