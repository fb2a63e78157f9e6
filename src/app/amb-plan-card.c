/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Says only what is so: a plan without anything to know is one line. */
#include "amb-plan-card.h"

#include <glib/gi18n-lib.h>
#include "amb-error.h"

struct _AmbPlanCard
{
  AdwBin parent_instance;

  gboolean showing;
  GtkSpinner *spinner;
  GtkImage *icon;
  GtkLabel *heading;
  GtkWidget *taken_box;
  GtkLabel *taken_label;
  GtkDropDown *conflict_drop_down;
  GtkBox *issues;
};

G_DEFINE_FINAL_TYPE (AmbPlanCard, amb_plan_card, ADW_TYPE_BIN)

enum
{
  SIGNAL_CONFLICT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clear_issues (AmbPlanCard *self)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->issues))) != NULL)
    gtk_box_remove (self->issues, child);
}

/* sentence: transfer full. */
static void
add_issue (AmbPlanCard *self, const char *icon, const char *css_class, char *sentence)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *label = gtk_label_new (sentence);
  gtk_widget_add_css_class (image, css_class);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (self->issues, box);
  g_free (sentence);
}

/* loss: one bit; n: of how many. */
static char *
loss_words (AmbLosses loss, guint n)
{
  switch (loss)
    {
    case AMB_LOSS_TRANSPARENCY:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u photo loses its transparency",
                                           "%u photos lose their transparency", n),
                              n);
    case AMB_LOSS_DEPTH:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u photo of 16 bits a channel gets 8",
                                           "%u photos of 16 bits a channel get 8", n),
                              n);
    case AMB_LOSS_ANIMATION:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u animation becomes a single picture",
                                           "%u animations become single pictures", n),
                              n);
    case AMB_LOSS_PAGES:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u document keeps its first page only",
                                           "%u documents keep their first page only", n),
                              n);
    default:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                           "%u photo loses its gain map for bright displays",
                                           "%u photos lose their gain maps for bright displays", n),
                              n);
    }
}

static char *
heading_words (const AmbPlanReport *report)
{
  const guint *n = report->actions;
  guint written = n[AMB_ACTION_WRITE] + n[AMB_ACTION_RENAME] + n[AMB_ACTION_REPLACE];
  g_autofree char *files = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u file will be written", "%u files will be written", written),
      written);
  g_autofree char *size = g_format_size (report->estimate);
  if (report->estimate == 0)
    return g_steal_pointer (&files);
  /* Translators: "12 files will be written", "3.4 MB". */
  return g_strdup_printf (_("%s, about %s"), files, size);
}

static void
show_taken (AmbPlanCard *self, const AmbPlanReport *report, AmbConflict conflict)
{
  const guint *n = report->actions;
  guint taken = n[AMB_ACTION_RENAME] + n[AMB_ACTION_REPLACE] + n[AMB_ACTION_SKIP];
  g_autofree char *words = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u name is taken", "%u names are taken", taken), taken);
  gtk_label_set_text (self->taken_label, words);
  gtk_widget_set_visible (self->taken_box, taken > 0);
  gtk_drop_down_set_selected (self->conflict_drop_down, conflict);
}

static void
show_issues (AmbPlanCard *self, const AmbPlanReport *report)
{
  const AmbPlanSpace *shortage = amb_plan_report_get_shortage (report);
  guint unreadable = report->unreadable_photos;
  if (shortage != NULL)
    {
      g_autofree char *needed = g_format_size (shortage->estimate);
      g_autofree char *left = g_format_size (shortage->free);
      add_issue (self, "drive-harddisk-symbolic", "error",
                 g_strdup_printf (_("About %s are needed, %s are free"), needed, left));
    }
  if (unreadable > 0)
    add_issue (self, "dialog-error-symbolic", "error",
               g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u photo cannot be read",
                                             "%u photos cannot be read", unreadable),
                                unreadable));
  for (guint i = 0; i < AMB_N_LOSSES; i++)
    if (report->losing_photos[i] > 0)
      add_issue (self, "dialog-information-symbolic", "dim-label",
                 loss_words (1u << i, report->losing_photos[i]));
}

static void
show_busy (AmbPlanCard *self, gboolean busy)
{
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), !busy);
}

void
amb_plan_card_show_busy (AmbPlanCard *self, guint n_photos)
{
  g_autofree char *words = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "Looking at %u photo…", "Looking at %u photos…", n_photos),
      n_photos);
  show_busy (self, TRUE);
  gtk_label_set_text (self->heading, words);
}

void
amb_plan_card_show (AmbPlanCard *self,
                    const AmbPlanReport *report,
                    AmbConflict conflict,
                    const GError *error)
{
  g_autofree char *words = heading_words (report);
  gboolean all_well = error == NULL && report->actions[AMB_ACTION_FAIL] == 0
                      && amb_plan_report_get_shortage (report) == NULL;
  const char *classes[] = { all_well ? "success" : "warning", NULL };
  self->showing = TRUE;
  show_busy (self, FALSE);
  clear_issues (self);
  gtk_image_set_from_icon_name (self->icon,
                                all_well ? "emblem-ok-symbolic" : "dialog-warning-symbolic");
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_text (self->heading, error != NULL ? error->message : words);
  show_taken (self, report, conflict);
  show_issues (self, report);
  self->showing = FALSE;
}

static void
on_conflict (AmbPlanCard *self)
{
  if (!self->showing)
    g_signal_emit (self, signals[SIGNAL_CONFLICT], 0,
                   gtk_drop_down_get_selected (self->conflict_drop_down));
}

static void
amb_plan_card_class_init (AmbPlanCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  signals[SIGNAL_CONFLICT] = g_signal_new ("conflict", AMB_TYPE_PLAN_CARD, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ambrotype/Ambrotype/amb-plan-card.ui");
  gtk_widget_class_bind_template_child (widget_class, AmbPlanCard, spinner);
  gtk_widget_class_bind_template_child (widget_class, AmbPlanCard, icon);
  gtk_widget_class_bind_template_child (widget_class, AmbPlanCard, heading);
  gtk_widget_class_bind_template_child (widget_class, AmbPlanCard, taken_box);
  gtk_widget_class_bind_template_child (widget_class, AmbPlanCard, taken_label);
  gtk_widget_class_bind_template_child (widget_class, AmbPlanCard, conflict_drop_down);
  gtk_widget_class_bind_template_child (widget_class, AmbPlanCard, issues);
  gtk_widget_class_bind_template_callback (widget_class, on_conflict);
}

static void
amb_plan_card_init (AmbPlanCard *self)
{
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (self->conflict_drop_down))),
      GTK_ACCESSIBLE_PROPERTY_LABEL, _("For All Names That Are Taken"), -1);
  self->showing = FALSE;
}
