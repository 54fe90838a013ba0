"""Event names that need no introduction: those of the e-commerce tracking spec, and the product's own."""

from __future__ import annotations

from typing import Final

STANDARD: Final = frozenset(
    {
        # calls that are not tracks
        *("Identified", "Page Viewed", "Screen Viewed", "Group Joined", "Alias Created"),
        # browsing
        *("Products Searched", "Product List Viewed", "Product List Filtered", "Product Clicked"),
        *("Product Viewed", "Promotion Viewed", "Promotion Clicked"),
        # basket and checkout
        *("Product Added", "Product Removed", "Cart Viewed", "Checkout Started", "Checkout Step Viewed"),
        *("Checkout Step Completed", "Payment Info Entered", "Order Completed", "Order Updated"),
        *("Order Refunded", "Order Cancelled", "Coupon Entered", "Coupon Applied", "Coupon Denied"),
        *("Coupon Removed", "Cart Shared", "Product Shared", "Product Reviewed"),
        # wishlist, stock
        *("Product Added to Wishlist", "Product Removed from Wishlist", "Wishlist Product Added to Cart"),
        *(
            "Product Listed",
            "Price Dropped",
            "Price Raised",
            "Out of Stock",
            "Back in Stock",
            "Stock Changed",
            "Back In Stock Requested",
        ),
        # accounts
        *("Signed Up", "Signed In", "Signed Out"),
        # what the browser tracker sees by itself
        *("Page Left", "Element Clicked"),
        *("Outbound Link Clicked", "File Downloaded", "Form Submitted", "Form Abandoned", "Coupon Copied"),
        # the product's own
        *("Message Sent", "Message Delivered", "Message Opened", "Message Clicked", "Message Bounced"),
        *("Message Complained", "Message Skipped", "Consent Changed", "Segment Entered", "Segment Left"),
        *("Scenario Entered", "Scenario Exited", "Profile Merged", "Profile Unmerged"),
    }
)
