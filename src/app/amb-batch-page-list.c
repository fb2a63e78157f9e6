/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of the batch page: rows, selection, what the filter shows, the menu of a row.
 *
 * DESIGN. GTK makes two hundred rows around what is in sight, and each costs half a millisecond: so
 * a list begins with those in sight and gets the others a few at a time. The same with what rows
 * show: a row that gets another item (all do at once when somebody scrolls far) or whose item
 * changes is stale. Those in sight are brought up to date after the frame's layout, when it is
 * known which they are, and before it is drawn, so that nobody sees an old one; the others a few a
 * frame. */
#include "amb-batch-page-private.h"

#include <glib/gi18n-lib.h>
#include "amb-meter.h"
#include "amb-portions.h"
#include "amb-show-file.h"

enum
{
  FILTER_MS = 300, /* between two looks at all items while the batch runs */
  ROWS_AT_ONCE = 8,
  ROWS_AT_FIRST = 12,
  ROWS_OF_GTK = 260, /* more than it makes: from there on rows are only used again */
};

/* Each knows the other, while it has one. */
#define LIST_ITEM "amb-list-item"
#define ROW "amb-row"

static gboolean
is_unfinished (AmbBatchItem *item)
{
  return amb_batch_item_get_state (item) == AMB_ITEM_QUEUED;
}

static gboolean
is_running (AmbBatchItem *item)
{
  return amb_batch_item_get_state (item) == AMB_ITEM_RUNNING;
}

static gboolean
is_done (AmbBatchItem *item)
{
  return amb_batch_item_get_state (item) == AMB_ITEM_DONE;
}

static gboolean
is_failed (AmbBatchItem *item)
{
  return amb_batch_item_get_state (item) == AMB_ITEM_FAILED;
}

static gboolean
is_set_aside (AmbBatchItem *item)
{
  return amb_batch_item_get_state (item) == AMB_ITEM_QUARANTINED;
}

static gboolean
is_left_out (AmbBatchItem *item)
{
  AmbItemState state = amb_batch_item_get_state (item);
  return state == AMB_ITEM_SKIPPED || state == AMB_ITEM_CANCELLED;
}

static gboolean
is_noteworthy (AmbBatchItem *item)
{
  const AmbForecast *forecast = amb_batch_item_get_forecast (item);
  return amb_batch_item_get_error (item) != NULL || forecast->action != AMB_ACTION_WRITE
         || forecast->losses != AMB_LOSS_NONE || amb_batch_item_get_notes (item)[0] != NULL;
}

/* The first is no filter. */
static const struct
{
  const char *title;
  gboolean (*shows) (AmbBatchItem *item);
} filters[] = {
  { N_("All"), NULL },
  { N_("Waiting"), is_unfinished },
  { N_("Running"), is_running },
  { N_("Done"), is_done },
  { N_("Failed"), is_failed },
  { N_("Set Aside"), is_set_aside },
  { N_("Skipped or Cancelled"), is_left_out },
  { N_("With Remarks"), is_noteworthy },
};

/* What is shown */

static void
show_list_page (AmbBatchPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  gboolean is_filtered = self->shown != 0;
  gtk_stack_set_visible_child_name (self->list_stack, n == 0 && is_filtered ? "none" : "list");
}

static gboolean
on_filter_due (gpointer data)
{
  AmbBatchPage *self = data;
  self->filter_timeout = 0;
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  show_list_page (self);
  return G_SOURCE_REMOVE;
}

void
amb_batch_page_filter_soon (AmbBatchPage *self)
{
  if (self->shown != 0 && self->filter_timeout == 0)
    self->filter_timeout = g_timeout_add (FILTER_MS, on_filter_due, self);
}

static gboolean
on_filter (gpointer item, gpointer data)
{
  const AmbBatchPage *self = data;
  return filters[self->shown].shows == NULL || filters[self->shown].shows (item);
}

static void
on_filter_selected (AmbBatchPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->filter_drop_down);
  self->shown = selected < G_N_ELEMENTS (filters) ? selected : 0;
  amb_batch_page_begin_list (self);
  gtk_filter_list_model_set_filter (self->filtered,
                                    self->shown != 0 ? GTK_FILTER (self->filter) : NULL);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  show_list_page (self);
}

void
amb_batch_page_clear_filter (AmbBatchPage *self)
{
  gtk_drop_down_set_selected (self->filter_drop_down, 0);
}

static gboolean
has_more_items (AmbBatchPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->filtered))
         > gtk_slice_list_model_get_size (self->slice);
}

/* Once a frame: then each frame lays out these few rows and no more. */
static gboolean
on_grow (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  AmbBatchPage *self = data;
  guint size = gtk_slice_list_model_get_size (self->slice) + ROWS_AT_ONCE;
  gtk_slice_list_model_set_size (self->slice, size < ROWS_OF_GTK ? size : G_MAXUINT);
  if (has_more_items (self))
    return G_SOURCE_CONTINUE;
  self->grow_source = 0;
  return G_SOURCE_REMOVE;
}

static void
on_filtered (AmbBatchPage *self)
{
  if (self->grow_source == 0 && has_more_items (self))
    self->grow_source
        = gtk_widget_add_tick_callback (GTK_WIDGET (self->list_view), on_grow, self, NULL);
}

void
amb_batch_page_begin_list (AmbBatchPage *self)
{
  gtk_slice_list_model_set_size (self->slice, ROWS_AT_FIRST);
  on_filtered (self);
}

/* The list maps no others. */
static void
update_rows_in_sight (AmbBatchPage *self)
{
  guint n = 0;
  for (guint i = 0; i < self->rows->len; i++)
    if (amb_batch_row_is_stale (self->rows->pdata[i])
        && gtk_widget_get_mapped (self->rows->pdata[i]))
      {
        amb_batch_row_update (self->rows->pdata[i]);
        n++;
      }
  if (n > 0)
    amb_meter_event ("rows", n);
}

/* FALSE when none is left. */
static gboolean
update_some_rows (AmbBatchPage *self)
{
  guint left = ROWS_AT_ONCE;
  for (guint i = 0; i < self->rows->len && left > 0; i++)
    if (amb_batch_row_is_stale (self->rows->pdata[i]))
      {
        amb_batch_row_update (self->rows->pdata[i]);
        left--;
      }
  return left == 0;
}

/* Whether or not there is a layout. */
static gboolean
on_rows (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  AmbBatchPage *self = data;
  update_rows_in_sight (self);
  if (update_some_rows (self))
    return G_SOURCE_CONTINUE;
  self->rows_source = 0;
  return G_SOURCE_REMOVE;
}

static void
on_layout (AmbBatchPage *self)
{
  if (self->rows_source != 0)
    update_rows_in_sight (self);
}

static void
on_row_stale (AmbBatchPage *self)
{
  if (self->rows_source == 0)
    self->rows_source
        = gtk_widget_add_tick_callback (GTK_WIDGET (self->list_view), on_rows, self, NULL);
}

/* After GTK, which laid out its windows' content by then. */
static void
on_realize (AmbBatchPage *self)
{
  self->clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->list_view));
  g_signal_connect_swapped (self->clock, "layout", G_CALLBACK (on_layout), self);
}

static void
on_unrealize (AmbBatchPage *self)
{
  g_signal_handlers_disconnect_by_data (self->clock, self);
  self->clock = NULL;
}

void
amb_batch_page_show_phase (AmbBatchPage *self, AmbBatchPhase phase)
{
  self->phase = phase;
  for (guint i = 0; i < self->rows->len; i++)
    amb_batch_row_set_phase (self->rows->pdata[i], phase);
}

GPtrArray *
amb_batch_page_get_selected (AmbBatchPage *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GtkBitset) bits = gtk_selection_model_get_selection (self->selection);
  GtkBitsetIter iter;
  guint position;
  if (!gtk_bitset_iter_init_first (&iter, bits, &position))
    return items;
  do
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (self->selection), position));
  while (gtk_bitset_iter_next (&iter, &position));
  return items;
}

/* Rows */

static void
on_row_cancel (AmbBatchPage *self, AmbBatchItem *item)
{
  amb_batch_cancel_item (self->batch, item);
}

static void
on_row_retry (AmbBatchPage *self, AmbBatchItem *item)
{
  amb_batch_retry_item (self->batch, item);
}

/* A row that is not selected becomes the selection. */
static void
popup_menu (AmbBatchPage *self, guint position, GtkWidget *row, double x, double y)
{
  graphene_point_t at = GRAPHENE_POINT_INIT ((float) x, (float) y);
  graphene_point_t here;
  if (!gtk_selection_model_is_selected (self->selection, position))
    gtk_selection_model_select_item (self->selection, position, TRUE);
  if (!gtk_widget_compute_point (row, GTK_WIDGET (self), &at, &here))
    return;
  amb_batch_page_update_selected (self);
  gtk_popover_set_pointing_to (self->menu, &(GdkRectangle){ (int) here.x, (int) here.y, 1, 1 });
  gtk_popover_popup (self->menu);
}

static void
on_row_pressed (GtkGestureClick *gesture, int n_press, double x, double y, AmbBatchPage *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  GtkListItem *list_item = g_object_get_data (G_OBJECT (row), LIST_ITEM);
  if (list_item == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup_menu (self, gtk_list_item_get_position (list_item), row, x, y);
}

/* The menu of the row that has the keyboard's focus, else of the first selected one. */
static gboolean
on_menu_key (GtkWidget *list_view, GVariant *arguments, gpointer data)
{
  AmbBatchPage *self = data;
  g_autoptr (GtkBitset) bits = gtk_selection_model_get_selection (self->selection);
  if (gtk_bitset_is_empty (bits))
    return FALSE;
  g_autoptr (AmbBatchItem) item
      = g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (bits));
  for (guint i = 0; i < self->rows->len; i++)
    if (amb_batch_row_get_item (self->rows->pdata[i]) == item)
      {
        popup_menu (self, gtk_bitset_get_minimum (bits), self->rows->pdata[i], 24, 24);
        return TRUE;
      }
  return FALSE;
}

static GtkWidget *
make_row (AmbBatchPage *self)
{
  GtkWidget *row = amb_batch_row_new (self->thumbnails);
  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect_object (row, "cancel", G_CALLBACK (on_row_cancel), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "retry", G_CALLBACK (on_row_retry), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "stale", G_CALLBACK (on_row_stale), self, G_CONNECT_SWAPPED);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_row_pressed), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  amb_batch_page_add_row_drag (self, row);
  return row;
}

static void
on_row_setup (AmbBatchPage *self, GtkListItem *list_item)
{
  GPtrArray *spare = self->spare_rows;
  GtkWidget *row = spare->len > 0 ? g_ptr_array_steal_index_fast (spare, spare->len - 1)
                                  : g_object_ref_sink (make_row (self));
  g_object_set_data (G_OBJECT (row), LIST_ITEM, list_item);
  g_object_set_data (G_OBJECT (list_item), ROW, row);
  g_ptr_array_add (self->rows, row);
  gtk_list_item_set_child (list_item, row);
}

/* To free a row takes as long as to make it: it is kept. */
static void
on_row_teardown (AmbBatchPage *self, GtkListItem *list_item)
{
  GtkWidget *row = g_object_get_data (G_OBJECT (list_item), ROW);
  if (self->rows == NULL)
    return;
  g_object_set_data (G_OBJECT (row), LIST_ITEM, NULL);
  g_ptr_array_add (self->spare_rows, g_object_ref (row));
  g_ptr_array_remove_fast (self->rows, row);
}

static void
on_row_bind (AmbBatchPage *self, GtkListItem *list_item)
{
  AmbBatchRow *row = AMB_BATCH_ROW (gtk_list_item_get_child (list_item));
  amb_batch_row_set_phase (row, self->phase);
  amb_batch_row_set_item (row, gtk_list_item_get_item (list_item));
}

static void
on_row_unbind (AmbBatchPage *self, GtkListItem *list_item)
{
  amb_batch_row_set_item (AMB_BATCH_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
on_row_activated (AmbBatchPage *self, guint position)
{
  g_autoptr (AmbBatchItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  const char *output = item != NULL ? amb_batch_item_get_output (item) : NULL;
  if (output != NULL)
    amb_show_file_in_folder (amb_batch_page_get_window (self), output);
}

/* Building */

static void
build_factory (AmbBatchPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_row_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_row_bind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_row_unbind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "teardown", G_CALLBACK (on_row_teardown), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list_view, factory);
  g_object_unref (factory);
}

static void
build_filter (AmbBatchPage *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    gtk_string_list_append (titles, _(filters[i].title));
  gtk_drop_down_set_model (self->filter_drop_down, G_LIST_MODEL (titles));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (self->filter_drop_down))),
      GTK_ACCESSIBLE_PROPERTY_LABEL, _("Photos That Are Shown"), -1);
  self->filter = gtk_custom_filter_new (on_filter, self, NULL);
  self->filtered = gtk_filter_list_model_new (NULL, NULL);
  self->slice
      = gtk_slice_list_model_new (G_LIST_MODEL (g_object_ref (self->filtered)), 0, ROWS_AT_FIRST);
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (on_filtered), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter_drop_down, "notify::selected",
                           G_CALLBACK (on_filter_selected), self, G_CONNECT_SWAPPED);
}

static void
add_keys (AmbBatchPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  static const struct
  {
    const char *trigger, *action;
  } shortcuts[] = {
    { "Delete", "batch.remove-selected" },  { "<Alt>Home", "batch.move-to-top" },
    { "<Alt>End", "batch.move-to-bottom" }, { "<Alt>Up", "batch.move-up" },
    { "<Alt>Down", "batch.move-down" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (keys),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (shortcuts[i].trigger),
                          gtk_named_action_new (shortcuts[i].action)));
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Menu|<Shift>F10"),
                        gtk_callback_action_new (on_menu_key, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->list_view), keys);
}

void
amb_batch_page_build_list (AmbBatchPage *self)
{
  build_factory (self);
  build_filter (self);
  self->selection
      = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->slice))));
  gtk_list_view_set_model (self->list_view, self->selection);
  g_signal_connect_object (self->selection, "selection-changed",
                           G_CALLBACK (amb_batch_page_update_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list_view, "activate", G_CALLBACK (on_row_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list_view, "realize", G_CALLBACK (on_realize), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->list_view, "unrealize", G_CALLBACK (on_unrealize), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
  add_keys (self);
}

static gboolean
free_row (gpointer rows)
{
  GPtrArray *left = rows;
  if (left->len > 0)
    g_ptr_array_remove_index_fast (left, left->len - 1);
  return left->len > 0;
}

/* Other windows are not to wait for them. */
static void
let_rows_go (AmbBatchPage *self)
{
  if (self->rows == NULL)
    return;
  g_ptr_array_extend_and_steal (self->spare_rows, g_steal_pointer (&self->rows));
  amb_portions_add (free_row, g_steal_pointer (&self->spare_rows),
                    (GDestroyNotify) g_ptr_array_unref);
}

void
amb_batch_page_list_dispose (AmbBatchPage *self)
{
  g_clear_handle_id (&self->filter_timeout, g_source_remove);
  if (self->grow_source != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->list_view), self->grow_source);
  if (self->rows_source != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->list_view), self->rows_source);
  self->grow_source = self->rows_source = 0;
  if (self->menu != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->menu)));
  let_rows_go (self);
  g_clear_object (&self->selection);
  g_clear_object (&self->filter);
  g_clear_object (&self->slice);
  g_clear_object (&self->filtered);
}
