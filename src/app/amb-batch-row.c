/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the batch page. Rows are recycled: whatever a row shows is set again by
 * amb_batch_row_update () for another item. */
#include "amb-batch-row.h"

#include <glib/gi18n-lib.h>
#include "amb-plan-report.h"

enum
{
  THUMBNAIL_EDGE = 96,     /* covers 64 x 48 in any ratio up to 2:1 */
  THUMBNAIL_DELAY_MS = 60, /* rows that fly past while scrolling ask for nothing */
};

typedef enum
{
  BUTTON_NONE,
  BUTTON_CANCEL,
  BUTTON_RETRY,
} ButtonKind;

typedef struct
{
  const char *icon, *context, *word, *css_class; /* css_class: nullable */
} Badge;

#define STATE "state of a photo"
#define PLAN "plan of a photo"

static const struct
{
  Badge badge;
  ButtonKind button;
} states[] = {
  [AMB_ITEM_QUEUED]
  = { { "content-loading-symbolic", STATE, NC_("state of a photo", "Waiting"), "dim-label" },
      BUTTON_CANCEL },
  [AMB_ITEM_RUNNING]
  = { { "emblem-synchronizing-symbolic", STATE, NC_("state of a photo", "Exporting"), "accent" },
      BUTTON_CANCEL },
  [AMB_ITEM_DONE]
  = { { "emblem-ok-symbolic", STATE, NC_("state of a photo", "Exported"), "success" },
      BUTTON_NONE },
  [AMB_ITEM_FAILED]
  = { { "dialog-error-symbolic", STATE, NC_("state of a photo", "Failed"), "error" },
      BUTTON_RETRY },
  [AMB_ITEM_QUARANTINED]
  = { { "dialog-warning-symbolic", STATE, NC_("state of a photo", "Set Aside"), "warning" },
      BUTTON_RETRY },
  [AMB_ITEM_CANCELLED]
  = { { "process-stop-symbolic", STATE, NC_("state of a photo", "Cancelled"), "dim-label" },
      BUTTON_RETRY },
  [AMB_ITEM_SKIPPED]
  = { { "media-skip-forward-symbolic", STATE, NC_("state of a photo", "Skipped"), "dim-label" },
      BUTTON_NONE },
};

static const Badge badges[] = {
  [AMB_ACTION_WRITE]
  = { "dialog-information-symbolic", PLAN, NC_("plan of a photo", "Note"), "dim-label" },
  [AMB_ACTION_RENAME]
  = { "document-edit-symbolic", PLAN, NC_("plan of a photo", "New Name"), "accent" },
  [AMB_ACTION_REPLACE]
  = { "dialog-warning-symbolic", PLAN, NC_("plan of a photo", "Replaces"), "warning" },
  [AMB_ACTION_SKIP]
  = { "media-skip-forward-symbolic", PLAN, NC_("plan of a photo", "Skipped"), "dim-label" },
  [AMB_ACTION_FAIL]
  = { "dialog-error-symbolic", PLAN, NC_("plan of a photo", "Unreadable"), "error" },
};

static const Badge loss_badge = { "dialog-information-symbolic", PLAN,
                                  NC_("plan of a photo", "Loses Something"), "warning" };

static const struct
{
  const char *icon, *tooltip;
} buttons[] = {
  [BUTTON_CANCEL] = { "process-stop-symbolic", N_("Cancel") },
  [BUTTON_RETRY] = { "view-refresh-symbolic", N_("Try Again") },
};

struct _AmbBatchRow
{
  AdwBin parent_instance;

  AmbThumbnails *thumbnails;
  AmbBatchItem *item; /* nullable */
  AmbBatchPhase phase;
  gboolean is_new; /* nothing of the item is shown yet */
  gboolean is_stale;
  ButtonKind button_kind;
  guint thumbnail_timeout;   /* the delay before asking */
  GCancellable *cancellable; /* while a thumbnail is being made */

  GtkStack *thumbnail_stack;
  GtkImage *thumbnail_icon;
  GtkPicture *thumbnail_picture;
  GtkLabel *name_label;
  GtkLabel *detail_label;
  GtkProgressBar *progress_bar;
  GtkBox *state_box;
  GtkImage *state_icon;
  GtkLabel *state_label;
  GtkWidget *button_place;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (AmbBatchRow, amb_batch_row, ADW_TYPE_BIN)

enum
{
  SIGNAL_CANCEL,
  SIGNAL_RETRY,
  SIGNAL_STALE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_texture (AmbBatchRow *self, GdkTexture *texture, gboolean known)
{
  gtk_picture_set_paintable (self->thumbnail_picture, GDK_PAINTABLE (texture));
  gtk_image_set_from_icon_name (self->thumbnail_icon,
                                known ? "image-missing-symbolic" : "image-x-generic-symbolic");
  gtk_stack_set_visible_child_name (self->thumbnail_stack, texture != NULL ? "picture" : "icon");
}

static void
on_thumbnail (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AmbBatchRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture
      = amb_thumbnails_load_finish (AMB_THUMBNAILS (source), result, &error);
  GCancellable *asked = g_task_get_cancellable (G_TASK (result));
  if (error != NULL || asked != self->cancellable)
    return; /* the row shows another photo by now */
  g_clear_object (&self->cancellable);
  show_texture (self, texture, TRUE);
}

static gboolean
ask_for_thumbnail (gpointer user_data)
{
  AmbBatchRow *self = user_data;
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  self->thumbnail_timeout = 0;
  self->cancellable = g_cancellable_new ();
  amb_thumbnails_load_async (self->thumbnails, amb_batch_item_get_file (self->item),
                             (guint) (THUMBNAIL_EDGE * scale), self->cancellable, on_thumbnail,
                             g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
stop_thumbnail (AmbBatchRow *self)
{
  g_clear_handle_id (&self->thumbnail_timeout, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
show_thumbnail (AmbBatchRow *self)
{
  GdkTexture *texture = NULL;
  gboolean known
      = amb_thumbnails_lookup (self->thumbnails, amb_batch_item_get_file (self->item), &texture);
  show_texture (self, texture, known);
  if (!known)
    self->thumbnail_timeout = g_timeout_add (THUMBNAIL_DELAY_MS, ask_for_thumbnail, self);
}

/* Transfer full. */
static char *
display_folder (AmbBatchItem *item)
{
  g_autoptr (GFile) folder = g_file_get_parent (amb_batch_item_get_file (item));
  return folder != NULL ? g_file_get_parse_name (folder) : g_strdup ("");
}

/* The name of a file and, where a batch makes several, its folder's. */
static char *
display_target (AmbBatchItem *item, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *folder_name = g_filename_display_basename (folder);
  g_autofree char *name = g_filename_display_basename (path);
  if (amb_batch_item_get_output_index (item) == 0)
    return g_steal_pointer (&name);
  return g_build_filename (folder_name, name, NULL);
}

static char *
describe_plan (AmbBatchItem *item)
{
  const AmbForecast *forecast = amb_batch_item_get_forecast (item);
  g_autofree char *target = amb_batch_item_get_target (item);
  g_autofree char *name = target != NULL ? display_target (item, target) : NULL;
  g_autofree char *size = g_format_size (forecast->estimate);
  if (amb_batch_item_get_error (item) != NULL)
    return g_strdup (amb_batch_item_get_error (item));
  if (name == NULL)
    return display_folder (item);
  if (forecast->estimate == 0)
    return g_strdup_printf ("→ %s", name);
  /* Translators: a file's name, width and height in pixels, a size such as 1.2 MB. */
  return g_strdup_printf (_("→ %s · %u × %u · about %s"), name, forecast->width, forecast->height,
                          size);
}

static char *
describe_done (AmbBatchItem *item)
{
  const char *const *notes = amb_batch_item_get_notes (item);
  g_autofree char *name = display_target (item, amb_batch_item_get_output (item));
  g_autofree char *all_notes = g_strjoinv (" ", (char **) notes);
  g_autofree char *before = g_format_size (amb_batch_item_get_source_size (item));
  g_autofree char *after = g_format_size (amb_batch_item_get_output_size (item));
  GString *text = g_string_new (name);
  if (amb_batch_item_get_output_size (item) > 0 && amb_batch_item_get_source_size (item) > 0)
    g_string_append_printf (text, " · %s → %s", before, after);
  if (*all_notes != '\0')
    g_string_append_printf (text, " · %s", all_notes);
  return g_string_free (text, FALSE);
}

/* What the row says below the name, transfer full: the folder at first, then where it will go, then
 * where it went or why it did not. */
static char *
describe (AmbBatchRow *self)
{
  AmbItemState state = amb_batch_item_get_state (self->item);
  const char *error = amb_batch_item_get_error (self->item);
  const char *const *notes = amb_batch_item_get_notes (self->item);
  if (self->phase == AMB_BATCH_PHASE_LISTED)
    return display_folder (self->item);
  if (self->phase == AMB_BATCH_PHASE_PLANNED)
    return describe_plan (self->item);
  if (error != NULL)
    return g_strdup (error);
  if (state == AMB_ITEM_DONE && amb_batch_item_get_output (self->item) != NULL)
    return describe_done (self->item);
  if (notes[0] != NULL)
    return g_strjoinv (" ", (char **) notes);
  return display_folder (self->item);
}

static void
show_detail (AmbBatchRow *self)
{
  gboolean running = self->phase == AMB_BATCH_PHASE_STARTED
                     && amb_batch_item_get_state (self->item) == AMB_ITEM_RUNNING;
  g_autofree char *text = describe (self);
  gtk_label_set_text (self->detail_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->detail_label), !running);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), running);
}

/* Only where it is another: GTK asks the display server where the pointer is. */
static void
set_tooltip (GtkWidget *widget, const char *text)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}

static void
show_button (AmbBatchRow *self, ButtonKind kind)
{
  GtkWidget *button = GTK_WIDGET (self->button);
  self->button_kind = kind;
  gtk_widget_set_visible (button, kind != BUTTON_NONE);
  if (kind == BUTTON_NONE)
    return;
  gtk_button_set_icon_name (self->button, buttons[kind].icon);
  set_tooltip (button, _(buttons[kind].tooltip));
  g_autofree char *label = g_strdup_printf (_("%s: %s"), _(buttons[kind].tooltip),
                                            amb_batch_item_get_name (self->item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

/* A sentence for each thing to know of the plan, one a line; NULL: nothing. Transfer full. */
static char *
join_remarks (AmbBatchItem *item)
{
  g_autoptr (GPtrArray) remarks = amb_plan_report_item_remarks (item);
  if (remarks->len == 0)
    return NULL;
  g_ptr_array_add (remarks, NULL);
  return g_strjoinv ("\n", (char **) remarks->pdata);
}

static const Badge *
choose_badge (AmbBatchItem *item, const char *remarks)
{
  const AmbForecast *forecast = amb_batch_item_get_forecast (item);
  if (amb_batch_item_get_state (item) == AMB_ITEM_FAILED)
    return &badges[AMB_ACTION_FAIL];
  if (forecast->action != AMB_ACTION_WRITE)
    return &badges[forecast->action];
  if (forecast->losses != AMB_LOSS_NONE)
    return &loss_badge;
  return remarks != NULL ? &badges[AMB_ACTION_WRITE] : NULL;
}

static void
show_badge (AmbBatchRow *self, const Badge *badge, const char *tooltip)
{
  const char *classes[] = { badge->css_class, NULL };
  gtk_image_set_from_icon_name (self->state_icon, badge->icon);
  gtk_label_set_text (self->state_label,
                      g_dpgettext2 (GETTEXT_PACKAGE, badge->context, badge->word));
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_box), classes);
  set_tooltip (GTK_WIDGET (self->state_box), tooltip);
}

static void
show_plan (AmbBatchRow *self)
{
  g_autofree char *remarks = join_remarks (self->item);
  const Badge *badge = choose_badge (self->item, remarks);
  gtk_widget_set_visible (GTK_WIDGET (self->state_box), badge != NULL);
  gtk_widget_set_visible (self->button_place, FALSE);
  if (badge != NULL)
    show_badge (self, badge, remarks);
}

static void
show_state (AmbBatchRow *self)
{
  AmbItemState state = MIN (amb_batch_item_get_state (self->item), G_N_ELEMENTS (states) - 1);
  gboolean started = self->phase == AMB_BATCH_PHASE_STARTED;
  gtk_widget_set_visible (GTK_WIDGET (self->state_box), started);
  gtk_widget_set_visible (self->button_place, started);
  if (started)
    {
      show_badge (self, &states[state].badge, NULL);
      show_button (self, states[state].button);
    }
  else if (self->phase == AMB_BATCH_PHASE_PLANNED)
    show_plan (self);
  show_detail (self);
}

static void
show_progress (AmbBatchRow *self)
{
  gtk_progress_bar_set_fraction (self->progress_bar,
                                 amb_batch_item_get_permille (self->item) / 1000.0);
}

/* The whole text, where the row has no room for it. */
static gboolean
on_query_tooltip (GtkLabel *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));
  return TRUE;
}

static void
on_button_clicked (AmbBatchRow *self)
{
  if (self->item == NULL || self->button_kind == BUTTON_NONE)
    return;
  guint signal = self->button_kind == BUTTON_CANCEL ? SIGNAL_CANCEL : SIGNAL_RETRY;
  g_signal_emit (self, signals[signal], 0, self->item);
}

static void
set_stale (AmbBatchRow *self)
{
  self->is_stale = TRUE;
  g_signal_emit (self, signals[SIGNAL_STALE], 0);
}

static void
connect_item (AmbBatchRow *self)
{
  g_signal_connect_swapped (self->item, "notify::state", G_CALLBACK (set_stale), self);
  g_signal_connect_swapped (self->item, "notify::error", G_CALLBACK (set_stale), self);
  g_signal_connect_swapped (self->item, "notify::permille", G_CALLBACK (show_progress), self);
}

void
amb_batch_row_set_item (AmbBatchRow *self, AmbBatchItem *item)
{
  g_return_if_fail (AMB_IS_BATCH_ROW (self));
  stop_thumbnail (self);
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  connect_item (self);
  self->is_new = TRUE;
  set_stale (self);
}

void
amb_batch_row_set_phase (AmbBatchRow *self, AmbBatchPhase phase)
{
  g_return_if_fail (AMB_IS_BATCH_ROW (self));
  self->phase = phase;
  set_stale (self);
}

static void
show_item (AmbBatchRow *self)
{
  gtk_label_set_text (self->name_label, amb_batch_item_get_name (self->item));
  show_progress (self);
  show_thumbnail (self);
}

void
amb_batch_row_update (AmbBatchRow *self)
{
  g_return_if_fail (AMB_IS_BATCH_ROW (self));
  self->is_stale = FALSE;
  if (self->item == NULL)
    return;
  if (self->is_new)
    show_item (self);
  self->is_new = FALSE;
  show_state (self);
}

gboolean
amb_batch_row_is_stale (AmbBatchRow *self)
{
  return self->is_stale && self->item != NULL;
}

AmbBatchItem *
amb_batch_row_get_item (AmbBatchRow *self)
{
  return self->item;
}

static void
amb_batch_row_dispose (GObject *object)
{
  AmbBatchRow *self = AMB_BATCH_ROW (object);
  amb_batch_row_set_item (self, NULL);
  g_clear_object (&self->thumbnails);
  G_OBJECT_CLASS (amb_batch_row_parent_class)->dispose (object);
}

static void
amb_batch_row_class_init (AmbBatchRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = amb_batch_row_dispose;

  signals[SIGNAL_CANCEL] = g_signal_new ("cancel", AMB_TYPE_BATCH_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, AMB_TYPE_BATCH_ITEM);
  signals[SIGNAL_RETRY] = g_signal_new ("retry", AMB_TYPE_BATCH_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, AMB_TYPE_BATCH_ITEM);
  signals[SIGNAL_STALE] = g_signal_new ("stale", AMB_TYPE_BATCH_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ambrotype/Ambrotype/amb-batch-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AmbBatchRow, thumbnail_stack);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchRow, thumbnail_icon);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchRow, thumbnail_picture);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchRow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchRow, state_box);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchRow, button_place);
  gtk_widget_class_bind_template_child (widget_class, AmbBatchRow, button);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, on_button_clicked);
}

static void
amb_batch_row_init (AmbBatchRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
amb_batch_row_new (AmbThumbnails *thumbnails)
{
  AmbBatchRow *self = g_object_new (AMB_TYPE_BATCH_ROW, NULL);
  self->thumbnails = g_object_ref (thumbnails);
  return GTK_WIDGET (self);
}
