/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of thumbnails of the photos that were opened together.
 *
 * DESIGN. Two things are known of the photos: which one is shown (the list's position) and which
 * are selected (here). One that is selected alone is shown, so clicks and arrow keys browse; with
 * Control or Shift several are selected and the one shown stays. GTK makes cells far beyond what is
 * in sight: only those in sight ask for a thumbnail, once the strip stands still for a moment. */
#include "amb-filmstrip.h"

#include <math.h>

#include "amb-strip-cell.h"

enum
{
  LOOK_MS = 60,     /* photos that fly past while scrolling ask for nothing */
  NOTCH_PHOTOS = 2, /* a notch of the wheel scrolls by */
};

struct _AmbFilmstrip
{
  AdwBin parent_instance;

  AmbPhotoList *list; /* nullable */
  AmbThumbnails *thumbnails;
  GtkSelectionModel *selection;
  GPtrArray *cells; /* AmbStripCell that exist, weak */
  guint look_source;

  GtkScrolledWindow *scrolled;
  GtkListView *list_view;
  GtkPopover *menu;
};

G_DEFINE_FINAL_TYPE (AmbFilmstrip, amb_filmstrip, ADW_TYPE_BIN)

static guint in_sight_signal;

/* What is in sight. */

static GtkAdjustment *
amb_filmstrip_get_adjustment (AmbFilmstrip *self)
{
  return gtk_scrolled_window_get_hadjustment (self->scrolled);
}

static gboolean
amb_filmstrip_is_in_sight (AmbFilmstrip *self, GtkWidget *cell)
{
  graphene_rect_t bounds;

  return gtk_widget_get_mapped (cell)
         && gtk_widget_compute_bounds (cell, GTK_WIDGET (self->list_view), &bounds)
         && bounds.origin.x + bounds.size.width >= 0
         && bounds.origin.x <= (float) gtk_widget_get_width (GTK_WIDGET (self->list_view));
}

static gboolean
amb_filmstrip_look (gpointer data)
{
  AmbFilmstrip *self = data;

  self->look_source = 0;
  for (guint i = 0; i < self->cells->len; i++)
    {
      AmbStripCell *cell = self->cells->pdata[i];
      gboolean in_sight = amb_filmstrip_is_in_sight (self, GTK_WIDGET (cell));

      amb_strip_cell_set_in_sight (cell, in_sight);
      if (in_sight && amb_strip_cell_get_photo (cell) != NULL)
        g_signal_emit (self, in_sight_signal, 0, amb_strip_cell_get_photo (cell));
    }
  return G_SOURCE_REMOVE;
}

static void
amb_filmstrip_look_soon (AmbFilmstrip *self)
{
  if (self->look_source == 0)
    self->look_source = g_timeout_add (LOOK_MS, amb_filmstrip_look, self);
}

/* The width of one photo with its surroundings; 0 before it is known. All are equal. */
static double
amb_filmstrip_get_step (AmbFilmstrip *self)
{
  guint n = self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;

  return n > 0 ? gtk_adjustment_get_upper (amb_filmstrip_get_adjustment (self)) / n : 0;
}

/* The one shown and its neighbours. */
static void
amb_filmstrip_scroll_to_shown (AmbFilmstrip *self)
{
  GtkAdjustment *adjustment = amb_filmstrip_get_adjustment (self);
  double step = amb_filmstrip_get_step (self);
  double position = amb_photo_list_get_position (self->list);
  double value = gtk_adjustment_get_value (adjustment);

  value = MAX (value, (position + 2) * step - gtk_adjustment_get_page_size (adjustment));
  value = MIN (value, (position - 1) * step);
  gtk_adjustment_set_value (adjustment, round (value));
}

/* The wheel scrolls along the strip. */
static gboolean
amb_filmstrip_scrolled (AmbFilmstrip *self, double dx, double dy, GtkEventControllerScroll *scroll)
{
  GtkAdjustment *adjustment = amb_filmstrip_get_adjustment (self);
  gboolean wheel = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_WHEEL;
  double unit = wheel ? NOTCH_PHOTOS * amb_filmstrip_get_step (self) : 1;

  if (fabs (dx) >= fabs (dy))
    return GDK_EVENT_PROPAGATE;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + dy * unit);
  return GDK_EVENT_STOP;
}

/* Shown and selected. */

/* NULL when there is none near what is in sight. */
static GtkWidget *
amb_filmstrip_find_cell (AmbFilmstrip *self, AmbListedPhoto *photo)
{
  for (guint i = 0; i < self->cells->len; i++)
    if (amb_strip_cell_get_photo (self->cells->pdata[i]) == photo)
      return self->cells->pdata[i];
  return NULL;
}

/* The arrow keys go on from the one shown. */
static void
amb_filmstrip_focus_shown (AmbFilmstrip *self)
{
  GtkWidget *list_view = GTK_WIDGET (self->list_view);
  GtkWidget *cell = amb_filmstrip_find_cell (self, amb_photo_list_get_shown (self->list));
  GtkWidget *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;

  if (row == NULL || gtk_widget_get_parent (row) != list_view)
    return;
  if (gtk_widget_get_focus_child (list_view) != NULL)
    gtk_widget_grab_focus (row);
  else
    {
      /* The list remembers it for when the focus comes. */
      gtk_widget_set_focus_child (list_view, row);
      gtk_widget_set_focus_child (list_view, NULL);
    }
}

static gboolean
amb_filmstrip_is_selected_alone (AmbFilmstrip *self, guint position)
{
  g_autoptr (GtkBitset) bits = gtk_selection_model_get_selection (self->selection);

  return gtk_bitset_get_size (bits) == 1 && gtk_bitset_get_minimum (bits) == position;
}

static void
amb_filmstrip_position_changed (AmbFilmstrip *self)
{
  guint position = amb_photo_list_get_position (self->list);

  if (!amb_filmstrip_is_selected_alone (self, position))
    {
      gtk_selection_model_select_item (self->selection, position, TRUE);
      amb_filmstrip_focus_shown (self);
    }
  amb_filmstrip_scroll_to_shown (self);
}

static void
amb_filmstrip_selection_changed (AmbFilmstrip *self)
{
  g_autoptr (GtkBitset) bits = gtk_selection_model_get_selection (self->selection);

  if (gtk_bitset_get_size (bits) == 1)
    amb_photo_list_set_position (self->list, gtk_bitset_get_minimum (bits));
}

/* The menu of a photo. */

/* One that is not selected becomes the selection. */
static void
amb_filmstrip_popup (AmbFilmstrip *self, guint position, GtkWidget *cell, double x, double y)
{
  graphene_point_t at = GRAPHENE_POINT_INIT ((float) x, (float) y);
  graphene_point_t here;

  if (!gtk_selection_model_is_selected (self->selection, position))
    gtk_selection_model_select_item (self->selection, position, TRUE);
  if (!gtk_widget_compute_point (cell, GTK_WIDGET (self), &at, &here))
    return;
  gtk_popover_set_pointing_to (self->menu, &(GdkRectangle){ (int) here.x, (int) here.y, 1, 1 });
  gtk_popover_popup (self->menu);
}

/* When the button is let go: a popover that opens below a pressed one miscounts presses. */
static void
amb_filmstrip_cell_released (
    GtkGestureClick *click, int n_press, double x, double y, GtkListItem *list_item)
{
  GtkWidget *cell = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (click));
  GtkWidget *strip = gtk_widget_get_ancestor (cell, AMB_TYPE_FILMSTRIP);

  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  amb_filmstrip_popup (AMB_FILMSTRIP (strip), gtk_list_item_get_position (list_item), cell, x, y);
}

static gboolean
amb_filmstrip_menu_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  AmbFilmstrip *self = AMB_FILMSTRIP (widget);
  GtkWidget *cell = self->list != NULL
                        ? amb_filmstrip_find_cell (self, amb_photo_list_get_shown (self->list))
                        : NULL;

  if (cell == NULL)
    return FALSE;
  amb_filmstrip_popup (self, amb_photo_list_get_position (self->list), cell,
                       gtk_widget_get_width (cell) / 2.0, gtk_widget_get_height (cell) / 2.0);
  return TRUE;
}

/* Cells. */

static void
amb_filmstrip_cell_gone (gpointer data, GObject *cell)
{
  g_ptr_array_remove_fast (AMB_FILMSTRIP (data)->cells, cell);
}

static void
amb_filmstrip_setup (AmbFilmstrip *self, GtkListItem *list_item)
{
  GtkWidget *cell = amb_strip_cell_new (self->thumbnails);
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "released", G_CALLBACK (amb_filmstrip_cell_released), list_item);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (click));
  g_object_weak_ref (G_OBJECT (cell), amb_filmstrip_cell_gone, self);
  g_ptr_array_add (self->cells, cell);
  gtk_list_item_set_child (list_item, cell);
}

static void
amb_filmstrip_bind (AmbFilmstrip *self, GtkListItem *list_item)
{
  amb_strip_cell_set_photo (AMB_STRIP_CELL (gtk_list_item_get_child (list_item)),
                            gtk_list_item_get_item (list_item));
  amb_filmstrip_look_soon (self);
}

static void
amb_filmstrip_unbind (AmbFilmstrip *self, GtkListItem *list_item)
{
  amb_strip_cell_set_photo (AMB_STRIP_CELL (gtk_list_item_get_child (list_item)), NULL);
}

/* Life. */

static void
amb_filmstrip_leave_list (AmbFilmstrip *self)
{
  if (self->list == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->list, self);
  g_signal_handlers_disconnect_by_data (self->selection, self);
  gtk_list_view_set_model (self->list_view, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
}

void
amb_filmstrip_set_thumbnails (AmbFilmstrip *self, AmbThumbnails *thumbnails)
{
  g_set_object (&self->thumbnails, thumbnails);
}

AmbThumbnails *
amb_filmstrip_get_thumbnails (AmbFilmstrip *self)
{
  return self->thumbnails;
}

void
amb_filmstrip_set_list (AmbFilmstrip *self, AmbPhotoList *list)
{
  amb_filmstrip_leave_list (self);
  if (list == NULL)
    return;
  self->list = g_object_ref (list);
  self->selection
      = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (list))));
  gtk_list_view_set_model (self->list_view, self->selection);
  g_signal_connect_swapped (self->selection, "selection-changed",
                            G_CALLBACK (amb_filmstrip_selection_changed), self);
  g_signal_connect_swapped (list, "notify::position", G_CALLBACK (amb_filmstrip_position_changed),
                            self);
  if (amb_photo_list_get_position (list) != AMB_PHOTO_LIST_NOWHERE)
    amb_filmstrip_position_changed (self);
}

GPtrArray *
amb_filmstrip_get_selected (AmbFilmstrip *self)
{
  GPtrArray *photos = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GtkBitset) bits = NULL;
  GtkBitsetIter iter;
  guint position;

  if (self->list == NULL)
    return photos;
  bits = gtk_selection_model_get_selection (self->selection);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, bits, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (photos, g_list_model_get_item (G_LIST_MODEL (self->list), position));
  if (photos->len == 0 && amb_photo_list_get_shown (self->list) != NULL)
    g_ptr_array_add (photos, g_object_ref (amb_photo_list_get_shown (self->list)));
  return photos;
}

static void
amb_filmstrip_select_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AmbFilmstrip *self = AMB_FILMSTRIP (widget);

  if (self->selection != NULL)
    gtk_selection_model_select_all (self->selection);
}

static void
amb_filmstrip_dispose (GObject *object)
{
  AmbFilmstrip *self = AMB_FILMSTRIP (object);

  g_clear_handle_id (&self->look_source, g_source_remove);
  if (self->menu != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->menu)));
  if (self->list_view != NULL)
    amb_filmstrip_leave_list (self);
  for (guint i = 0; self->cells != NULL && i < self->cells->len; i++)
    g_object_weak_unref (self->cells->pdata[i], amb_filmstrip_cell_gone, self);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_clear_object (&self->thumbnails);
  G_OBJECT_CLASS (amb_filmstrip_parent_class)->dispose (object);
}

static void
amb_filmstrip_class_init (AmbFilmstripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = amb_filmstrip_dispose;
  in_sight_signal = g_signal_new ("in-sight", AMB_TYPE_FILMSTRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, AMB_TYPE_LISTED_PHOTO);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ambrotype/Ambrotype/amb-filmstrip.ui");
  gtk_widget_class_install_action (widget_class, "strip.select-all", NULL,
                                   amb_filmstrip_select_all);
  gtk_widget_class_bind_template_child (widget_class, AmbFilmstrip, scrolled);
  gtk_widget_class_bind_template_child (widget_class, AmbFilmstrip, list_view);
  gtk_widget_class_bind_template_child (widget_class, AmbFilmstrip, menu);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, amb_filmstrip_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, amb_filmstrip_menu_key,
                                NULL);
}

static void
amb_filmstrip_add_factory (AmbFilmstrip *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (amb_filmstrip_setup), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (amb_filmstrip_bind), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (amb_filmstrip_unbind), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list_view, factory);
}

/* Before the list, which would move by whole pages. */
static void
amb_filmstrip_add_keys (AmbFilmstrip *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Page_Up|KP_Page_Up"),
                        gtk_named_action_new ("win.previous-photo")));
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Page_Down|KP_Page_Down"),
                        gtk_named_action_new ("win.next-photo")));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
amb_filmstrip_init (AmbFilmstrip *self)
{
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkAdjustment *adjustment;

  self->cells = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  amb_filmstrip_add_factory (self);
  amb_filmstrip_add_keys (self);
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (amb_filmstrip_scrolled), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
  adjustment = amb_filmstrip_get_adjustment (self);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (amb_filmstrip_look_soon), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (amb_filmstrip_look_soon), self,
                           G_CONNECT_SWAPPED);
}
