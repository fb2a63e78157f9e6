/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One photo of the filmstrip: its thumbnail, drawn whole, and its marks. Cells are recycled.
 *
 * DESIGN. GTK makes two hundred cells around what is in sight, so a cell is one widget that draws
 * its picture itself, with a child for each of its two icons. */
#include "amb-strip-cell.h"

#include <glib/gi18n-lib.h>

enum
{
  WIDTH = 96,
  HEIGHT = 72,
};

struct _AmbStripCell
{
  GtkWidget parent_instance;

  AmbThumbnails *thumbnails;
  AmbListedPhoto *photo;     /* nullable */
  GdkTexture *texture;       /* nullable */
  GCancellable *cancellable; /* while a thumbnail is being made */
  GtkWidget *icon;           /* instead of a thumbnail */
  GtkWidget *badge;          /* in a corner of it */
};

G_DEFINE_FINAL_TYPE (AmbStripCell, amb_strip_cell, GTK_TYPE_WIDGET)

static const char *
amb_strip_cell_get_trouble (AmbStripCell *self)
{
  return self->photo != NULL ? amb_listed_photo_get_trouble (self->photo) : NULL;
}

static gboolean
amb_strip_cell_has_mark (AmbStripCell *self, AmbListedMarks mark)
{
  return self->photo != NULL && (amb_listed_photo_get_marks (self->photo) & mark) != 0;
}

static void
amb_strip_cell_set_badge (AmbStripCell *self, const char *icon, const char *css_class)
{
  const char *classes[] = { "badge", css_class, NULL };

  gtk_widget_set_visible (self->badge, icon != NULL);
  if (icon == NULL)
    return;
  gtk_image_set_from_icon_name (GTK_IMAGE (self->badge), icon);
  gtk_widget_set_css_classes (self->badge, classes);
}

static void
amb_strip_cell_show_icons (AmbStripCell *self)
{
  gboolean trouble = amb_strip_cell_get_trouble (self) != NULL;

  gtk_widget_set_visible (self->icon, self->texture == NULL);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon),
                                trouble ? "dialog-warning-symbolic" : "image-x-generic-symbolic");
  if (trouble && self->texture != NULL)
    amb_strip_cell_set_badge (self, "dialog-warning-symbolic", "warning");
  else if (!trouble && amb_strip_cell_has_mark (self, AMB_LISTED_EDITED))
    amb_strip_cell_set_badge (self, "document-edit-symbolic", NULL);
  else
    amb_strip_cell_set_badge (self, NULL, NULL);
}

/* What the icons say, in words. */
static const char *
amb_strip_cell_describe (AmbStripCell *self)
{
  const char *trouble = amb_strip_cell_get_trouble (self);

  if (trouble != NULL)
    return trouble;
  return amb_strip_cell_has_mark (self, AMB_LISTED_EDITED) ? _("Edited") : "";
}

static void
amb_strip_cell_show_marks (AmbStripCell *self)
{
  if (amb_strip_cell_has_mark (self, AMB_LISTED_SHOWN))
    gtk_widget_add_css_class (GTK_WIDGET (self), "shown");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "shown");
  amb_strip_cell_show_icons (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  amb_strip_cell_describe (self), -1);
}

/* Of a photo that was probed. */
static void
amb_strip_cell_take (AmbStripCell *self, GdkTexture *texture)
{
  GFile *file = amb_listed_photo_get_file (self->photo);

  g_set_object (&self->texture, texture);
  if (texture == NULL && amb_strip_cell_get_trouble (self) == NULL)
    amb_listed_photo_set_trouble (self->photo, amb_thumbnails_get_trouble (self->thumbnails, file));
  amb_strip_cell_show_icons (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
amb_strip_cell_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AmbStripCell) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture
      = amb_thumbnails_load_finish (AMB_THUMBNAILS (source), result, &error);

  if (error != NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return; /* the cell shows another photo by now */
  g_clear_object (&self->cancellable);
  amb_strip_cell_take (self, texture);
}

static void
amb_strip_cell_stop (AmbStripCell *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
amb_strip_cell_ask (AmbStripCell *self)
{
  guint scale = (guint) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GFile *file = amb_listed_photo_get_file (self->photo);
  GdkTexture *texture = NULL;

  if (amb_thumbnails_lookup (self->thumbnails, file, &texture))
    {
      amb_strip_cell_take (self, texture);
      return;
    }
  self->cancellable = g_cancellable_new ();
  amb_thumbnails_load_async (self->thumbnails, file, WIDTH * scale, self->cancellable,
                             amb_strip_cell_loaded, g_object_ref (self));
}

void
amb_strip_cell_set_in_sight (AmbStripCell *self, gboolean in_sight)
{
  if (!in_sight)
    amb_strip_cell_stop (self);
  else if (self->photo != NULL && self->texture == NULL && self->cancellable == NULL
           && amb_strip_cell_get_trouble (self) == NULL)
    amb_strip_cell_ask (self);
}

void
amb_strip_cell_set_photo (AmbStripCell *self, AmbListedPhoto *photo)
{
  amb_strip_cell_stop (self);
  if (self->photo != NULL)
    g_signal_handlers_disconnect_by_data (self->photo, self);
  g_set_object (&self->photo, photo);
  g_clear_object (&self->texture);
  if (photo == NULL)
    return;
  g_signal_connect_swapped (photo, "changed", G_CALLBACK (amb_strip_cell_show_marks), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  amb_listed_photo_get_name (photo), -1);
  amb_strip_cell_show_marks (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

AmbListedPhoto *
amb_strip_cell_get_photo (AmbStripCell *self)
{
  return self->photo;
}

static void
amb_strip_cell_draw (AmbStripCell *self, GtkSnapshot *snapshot)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self));
  float height = (float) gtk_widget_get_height (GTK_WIDGET (self));
  float picture_width = (float) gdk_texture_get_width (self->texture);
  float picture_height = (float) gdk_texture_get_height (self->texture);
  float scale = MIN (width / picture_width, height / picture_height);
  graphene_rect_t place;

  picture_width *= scale;
  picture_height *= scale;
  graphene_rect_init (&place, (width - picture_width) / 2, (height - picture_height) / 2,
                      picture_width, picture_height);
  gtk_snapshot_append_texture (snapshot, self->texture, &place);
}

static void
amb_strip_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AmbStripCell *self = AMB_STRIP_CELL (widget);

  if (self->texture != NULL)
    amb_strip_cell_draw (self, snapshot);
  GTK_WIDGET_CLASS (amb_strip_cell_parent_class)->snapshot (widget, snapshot);
}

static void
amb_strip_cell_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
amb_strip_cell_allocate_icon (GtkWidget *image, int x, int y, GtkAlign align)
{
  GtkRequisition size;
  GskTransform *transform;

  if (!gtk_widget_should_layout (image))
    return;
  gtk_widget_get_preferred_size (image, NULL, &size);
  if (align == GTK_ALIGN_CENTER)
    {
      x -= size.width / 2;
      y -= size.height / 2;
    }
  else
    {
      x -= size.width;
      y -= size.height;
    }
  transform = gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_widget_allocate (image, size.width, size.height, -1, transform);
}

static void
amb_strip_cell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AmbStripCell *self = AMB_STRIP_CELL (widget);

  amb_strip_cell_allocate_icon (self->icon, width / 2, height / 2, GTK_ALIGN_CENTER);
  amb_strip_cell_allocate_icon (self->badge, width, height, GTK_ALIGN_END);
}

static gboolean
amb_strip_cell_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  AmbStripCell *self = AMB_STRIP_CELL (widget);
  const char *more = amb_strip_cell_describe (self);
  g_autofree char *text = NULL;

  if (self->photo == NULL)
    return FALSE;
  text = g_strjoin (*more != '\0' ? "\n" : "", amb_listed_photo_get_name (self->photo), more, NULL);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
amb_strip_cell_dispose (GObject *object)
{
  AmbStripCell *self = AMB_STRIP_CELL (object);

  amb_strip_cell_set_photo (self, NULL);
  g_clear_object (&self->thumbnails);
  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->badge, gtk_widget_unparent);
  G_OBJECT_CLASS (amb_strip_cell_parent_class)->dispose (object);
}

static void
amb_strip_cell_class_init (AmbStripCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = amb_strip_cell_dispose;
  widget_class->snapshot = amb_strip_cell_snapshot;
  widget_class->measure = amb_strip_cell_measure;
  widget_class->size_allocate = amb_strip_cell_size_allocate;
  widget_class->query_tooltip = amb_strip_cell_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "stripcell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static GtkWidget *
amb_strip_cell_add_image (AmbStripCell *self)
{
  GtkWidget *image
      = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                      "can-target", FALSE, "visible", FALSE, NULL);

  gtk_widget_set_parent (image, GTK_WIDGET (self));
  return image;
}

static void
amb_strip_cell_init (AmbStripCell *self)
{
  self->icon = amb_strip_cell_add_image (self);
  gtk_widget_add_css_class (self->icon, "dim-label");
  self->badge = amb_strip_cell_add_image (self);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
amb_strip_cell_new (AmbThumbnails *thumbnails)
{
  AmbStripCell *self = g_object_new (AMB_TYPE_STRIP_CELL, NULL);

  self->thumbnails = g_object_ref (thumbnails);
  return GTK_WIDGET (self);
}
